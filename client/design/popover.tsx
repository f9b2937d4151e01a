import { type JSX, onCleanup, onMount } from 'solid-js';
import { place } from './place.ts';
import style from './popover.module.css';
import type { SurfaceProps } from './sheet.tsx';

/**
 * A small surface beside `anchor`, in the browser's top layer: a click outside and Escape close it. Show it by rendering
 * it; `onClose` must take it away again.
 */
export const Popover = (
  props: SurfaceProps & {
    /** Opens at this point (of a right click) instead of beside the anchor. Pixels of the window. */
    readonly at?: { readonly x: number; readonly y: number } | undefined;
  },
): JSX.Element => {
  let element: HTMLDivElement | undefined;
  // Read once: at the end, when the focus goes back to it, the caller may know it no more.
  const anchor = props.anchor;
  onMount(() => {
    if (element === undefined) return;
    element.showPopover();
    const at = props.at;
    const { left, top } = place(
      at === undefined ? anchor.getBoundingClientRect() : { left: at.x, right: at.x, top: at.y, bottom: at.y },
      { width: element.offsetWidth, height: element.offsetHeight },
      { width: document.documentElement.clientWidth, height: window.innerHeight },
      at === undefined ? 'above' : 'below',
    );
    element.style.setProperty('--left', `${left}px`);
    element.style.setProperty('--top', `${top}px`);
    const first =
      element.querySelector<HTMLElement>('[data-first-focus]') ??
      element.querySelector<HTMLElement>('button:not([disabled])');
    (first ?? element).focus();
  });
  onCleanup(() => {
    if (element?.contains(document.activeElement)) anchor.focus();
  });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the role is the caller's, menu or dialog
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: as above, and both may have a name
    <div
      ref={(made) => {
        element = made;
        made.popover = 'auto';
      }}
      class={style.popover}
      tabIndex={-1}
      role={props.role}
      aria-label={props.label}
      onKeyDown={(event) => {
        event.stopPropagation();
        props.onKeyDown?.(event);
      }}
      on:toggle={(event: Event) => {
        if ((event as ToggleEvent).newState !== 'closed') return;
        // The focus was inside and would fall to the page: hand it back to where it came from.
        if (document.activeElement === document.body || element?.contains(document.activeElement)) anchor.focus();
        props.onClose();
      }}
    >
      {props.children}
    </div>
  );
};
