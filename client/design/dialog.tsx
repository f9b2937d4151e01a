import { createUniqueId, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { IconButton } from './button.tsx';
import { Contained } from './contained.tsx';
import style from './dialog.module.css';

/**
 * The browser's own modal dialog: it keeps the focus, makes the rest inert, closes on Escape and gives the focus back.
 * Show it by rendering it; `onClose` must take it away again.
 */
export const Dialog = (props: {
  readonly title: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  /** For a dialog of several pages: back to the one before, by Escape too. */
  readonly back?: { readonly label: string; readonly go: () => void } | undefined;
  readonly children: JSX.Element;
  readonly actions?: JSX.Element;
  readonly role?: 'alertdialog';
  /** `wide`: for what is looked through, not answered; `tall`: keeps its height while a list in it changes. */
  readonly size?: 'wide' | 'tall';
}): JSX.Element => {
  const id = createUniqueId();
  let element: HTMLDialogElement | undefined;
  onMount(() => element?.showModal());
  // Closed, not only taken away: so the browser gives the focus back.
  onCleanup(() => element?.close());
  return (
    <dialog
      ref={(made) => {
        element = made;
      }}
      class={style.dialog}
      role={props.role}
      data-size={props.size}
      aria-labelledby={id}
      onClose={() => props.onClose()}
      onClick={(event) => {
        // The backdrop is part of the dialog's own box; its content is not.
        if (event.target === element) element?.close();
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== 'Escape' || props.back === undefined) return;
        event.preventDefault();
        props.back.go();
      }}
    >
      <div class={style.sheet}>
        <header class={style.head} data-back={props.back === undefined ? undefined : ''}>
          <Show when={props.back}>
            {(back) => <IconButton icon="back" label={back().label} onClick={() => back().go()} />}
          </Show>
          <h2 id={id}>{props.title}</h2>
          <IconButton icon="close" label={props.closeLabel} onClick={() => element?.close()} />
        </header>
        <div class={style.content} data-scroll="">
          <Contained>{props.children}</Contained>
        </div>
        <Show when={props.actions}>
          <footer class={style.actions}>{props.actions}</footer>
        </Show>
      </div>
    </dialog>
  );
};
