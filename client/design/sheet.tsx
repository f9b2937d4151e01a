import { type JSX, onCleanup, onMount } from 'solid-js';
import style from './sheet.module.css';

export interface SurfaceProps {
  readonly anchor: HTMLElement;
  readonly role: 'menu' | 'dialog';
  readonly label: string;
  readonly onClose: () => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly children: JSX.Element;
}

/**
 * A surface at the foot of a small screen. A modal dialog and no popover: the finger whose long press opened it still
 * rests on the screen, and letting go would close a popover. `onClose` must take it away again.
 */
export const Sheet = (props: SurfaceProps): JSX.Element => {
  let element: HTMLDialogElement | undefined;
  onMount(() => {
    element?.showModal();
    element?.querySelector<HTMLElement>('[data-first-focus]')?.focus();
  });
  onCleanup(() => {
    element?.close();
    if (document.activeElement === document.body) props.anchor.focus();
  });
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, by the browser
    <dialog
      ref={(made) => {
        element = made;
      }}
      class={style.sheet}
      aria-label={props.label}
      onClose={() => props.onClose()}
      onClick={(event) => {
        // The backdrop is part of the dialog's own box; its content is not.
        if (event.target === element) element?.close();
      }}
      onContextMenu={(event) => event.preventDefault()}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the role is the caller's, menu or dialog */}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: as above, and both may have a name */}
      <div
        class={style.content}
        role={props.role === 'menu' ? 'menu' : undefined}
        aria-label={props.role === 'menu' ? props.label : undefined}
        onKeyDown={(event) => {
          event.stopPropagation();
          props.onKeyDown?.(event);
        }}
      >
        {props.children}
      </div>
    </dialog>
  );
};
