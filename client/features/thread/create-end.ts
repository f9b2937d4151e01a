import { createEffect, on, onCleanup } from 'solid-js';

/** So near to the end counts as at the end. Pixels. */
const AT_END = 48;

/** Keeps an element that is scrolled to its end there, whenever `changed` or its size changes. */
export const createEnd = (changed: () => unknown): { readonly attach: (element: HTMLElement) => void } => {
  let scroller: HTMLElement | undefined;
  let atEnd = true;
  const stick = (): void => {
    if (atEnd && scroller !== undefined) scroller.scrollTop = scroller.scrollHeight;
  };
  createEffect(on(changed, () => queueMicrotask(stick)));
  const observer = new ResizeObserver(stick);
  onCleanup(() => observer.disconnect());
  return {
    attach: (element) => {
      scroller = element;
      observer.observe(element);
      element.addEventListener(
        'scroll',
        () => {
          atEnd = element.scrollHeight - element.scrollTop - element.clientHeight <= AT_END;
        },
        { passive: true },
      );
    },
  };
};
