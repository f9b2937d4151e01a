import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { createEffect, createSignal, For, type JSX, Show } from 'solid-js';
import { Avatar } from '../../../design/avatar.tsx';
import type { MentionPicker } from './create-mention-picker.ts';
import style from './mention-list.module.css';
import type { MentionChoice } from './offer-mentions.ts';

/** The list's own edge below the last choice. Pixels. */
const EDGE = 8;

/** Who can be mentioned, above the field. The focus stays in the field, which names the active one. */
export const MentionList = (props: {
  /** Of the list; an option's is this, a dash and its number. */
  readonly id: string;
  readonly picker: MentionPicker;
  readonly onPick: (choice: MentionChoice) => void;
}): JSX.Element => {
  let list: HTMLDivElement | undefined;
  const [hasMore, setMore] = createSignal(false);
  const measure = (): void => {
    if (list !== undefined) setMore(list.scrollHeight - list.clientHeight - list.scrollTop > EDGE);
  };
  createEffect(() => {
    const at = props.picker.active();
    props.picker.choices();
    queueMicrotask(() => {
      list?.children[at]?.scrollIntoView({ block: 'nearest' });
      measure();
    });
  });
  return (
    <div
      ref={list}
      id={props.id}
      class={style.list}
      role="listbox"
      aria-label={t('composer.mention.list')}
      data-more={hasMore() ? '' : undefined}
      onScroll={measure}
    >
      <For each={props.picker.choices()}>
        {(choice, at) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
          <div
            id={`${props.id}-${at()}`}
            role="option"
            aria-selected={at() === props.picker.active()}
            // The field keeps the focus, and the phone its keyboard.
            onPointerDown={(event) => event.preventDefault()}
            onPointerMove={() => props.picker.setActive(at())}
            onClick={() => props.onPick(choice)}
          >
            <Show
              when={choice.kind === 'person' ? choice.person : undefined}
              fallback={
                <>
                  <Avatar size="small" name={t('composer.mention.all')} seed="all" icon="people" />
                  <span>
                    <b>{t('composer.mention.all')}</b>
                    <small>{t('composer.mention.all.words')}</small>
                  </span>
                </>
              }
            >
              {(person) => (
                <>
                  <Avatar size="small" name={person().name} seed={person().userId} />
                  <b dir="auto">{person().name}</b>
                </>
              )}
            </Show>
          </div>
        )}
      </For>
    </div>
  );
};
