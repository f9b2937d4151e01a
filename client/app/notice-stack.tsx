import { For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { keyOf } from '../primitives/keys/key-of.ts';
import type { Notices } from './create-notices.ts';
import style from './notice-stack.module.css';

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ['TEXTAREA', 'INPUT'].includes(target.tagName));

/** Temporary notices. Ctrl-Z outside of a field does what the newest one offers. */
export const NoticeStack = (props: { readonly notices: Notices }): JSX.Element => {
  const undo = (event: KeyboardEvent): void => {
    if (keyOf(event) !== 'Z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || writes(event.target)) return;
    const newest = props.notices.shown().findLast((one) => one.action !== undefined);
    if (newest?.action === undefined) return;
    event.preventDefault();
    newest.action.act();
    props.notices.drop(newest);
  };
  onMount(() => addEventListener('keydown', undo));
  onCleanup(() => removeEventListener('keydown', undo));
  return (
    <div
      class={style.notices}
      role="status"
      aria-live="polite"
      onPointerEnter={() => props.notices.hold(true)}
      onPointerLeave={() => props.notices.hold(false)}
      onFocusIn={() => props.notices.hold(true)}
      onFocusOut={() => props.notices.hold(false)}
    >
      <For each={props.notices.shown()}>
        {(notice) => (
          <p>
            <span>{notice.text}</span>
            <Show when={notice.action}>
              {(action) => (
                <button
                  type="button"
                  onClick={() => {
                    action().act();
                    props.notices.drop(notice);
                  }}
                >
                  {action().label}
                </button>
              )}
            </Show>
          </p>
        )}
      </For>
    </div>
  );
};
