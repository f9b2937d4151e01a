import { onCleanup } from 'solid-js';

/** As long as phones themselves wait. ms */
const HELD = 500;
/** A finger is never quite still. Pixels. */
const STILL = 10;

export interface LongPress {
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
  /** Swallows the click that ends a long press. */
  readonly onClick: (event: MouseEvent) => void;
}

/** A finger that stays: what a right click is for a mouse. */
export const createLongPress = (act: () => void): LongPress => {
  let from: { readonly x: number; readonly y: number } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let done = false;
  const stop = (): void => {
    clearTimeout(timer);
    from = undefined;
  };
  onCleanup(stop);
  return {
    onPointerDown: (event) => {
      done = false;
      if (event.pointerType === 'mouse' || !event.isPrimary) return;
      from = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => {
        done = true;
        act();
      }, HELD);
    },
    onPointerMove: (event) => {
      if (from !== undefined && Math.hypot(event.clientX - from.x, event.clientY - from.y) > STILL) stop();
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    onClick: (event) => {
      if (!done) return;
      done = false;
      event.preventDefault();
      event.stopPropagation();
    },
  };
};
