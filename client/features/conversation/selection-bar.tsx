import { t } from '../../i18n/t.ts';
import '../timeline/menu/menu-messages.ts';
import '../timeline/messages.ts';
import { type JSX, onMount, Show } from 'solid-js';
import { IconButton } from '../../design/button.tsx';
import { useApp } from '../app-context.ts';
import { createEscape } from '../shortcuts/escape-stack.ts';
import type { MessageActions } from '../timeline/menu/message-actions.ts';
import style from './selection-bar.module.css';

/** Actions for the selected messages; takes the composer's place. */
export const SelectionBar = (props: { readonly actions: MessageActions }): JSX.Element => {
  const selection = () => props.actions.selection;
  const entries = () => selection().entries();
  const none = () => entries().length === 0;
  const readable = () => entries().filter((entry) => entry.text !== undefined);
  const allStarred = () => readable().every((entry) => entry.starred);
  let bar: HTMLElement | undefined;
  createEscape(
    useApp().escape,
    () => true,
    () => selection().stop(),
  );
  const leaving = (act: () => void) => (): void => {
    act();
    selection().stop();
  };
  onMount(() => {
    // The menu that began this returns the focus to a button that no longer exists.
    if (document.activeElement === document.body) bar?.querySelector('button')?.focus();
  });
  return (
    <div
      class={style.bar}
      role="toolbar"
      aria-label={t('selection.label')}
      ref={(element) => {
        bar = element;
      }}
    >
      <IconButton icon="close" label={t('selection.cancel')} onClick={() => selection().stop()} />
      <p class={style.count} aria-live="polite">
        {none() ? t('selection.none') : t('selection.count', { count: entries().length })}
      </p>
      <IconButton
        icon="copy"
        label={t('selection.copy')}
        disabled={readable().length === 0}
        onClick={leaving(() => props.actions.copyText(readable()))}
      />
      <IconButton
        icon="forward"
        label={t('message.forward')}
        disabled={readable().length === 0}
        onClick={() => props.actions.forward(readable())}
      />
      <IconButton
        icon="star"
        label={t(allStarred() && !none() ? 'message.unstar' : 'message.star')}
        disabled={readable().length === 0}
        onClick={leaving(() => props.actions.star(readable(), !allStarred()))}
      />
      <IconButton
        icon="hide"
        label={t('message.hide')}
        disabled={none()}
        onClick={leaving(() => props.actions.hide(entries()))}
      />
      <Show when={entries().some((entry) => !entry.own)}>
        <IconButton
          icon="flag"
          label={t('selection.report')}
          aria-haspopup="dialog"
          onClick={() => props.actions.report(entries().filter((entry) => !entry.own))}
        />
      </Show>
      <IconButton
        icon="bin"
        label={t('message.remove')}
        disabled={none() || !entries().every((entry) => entry.may.remove)}
        onClick={leaving(() => props.actions.remove(entries()))}
      />
    </div>
  );
};
