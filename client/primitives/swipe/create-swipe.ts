import { createSignal } from 'solid-js';

/** From here on it is a swipe, if it goes along the line more than across. Pixels. */
const BEGIN = 12;
/** Letting go beyond this does it. Pixels. */
const ARMED = 56;
const MOST = 76;

export interface Swipe {
  readonly attach: (element: HTMLElement) => void;
  /** How far the row is drawn, in pixels of the screen, with the sign of its direction; 0: at rest. */
  readonly by: () => number;
  /** Letting go now does it. */
  readonly armed: () => boolean;
}

/**
 * A finger that draws a row towards the end of its line, or with `onSwipeBack` towards its beginning too. The browser keeps
 * the vertical way (`touch-action: pan-y`).
 */
export const createSwipe = (deps: {
  readonly enabled: () => boolean;
  readonly onSwipe: () => void;
  readonly onSwipeBack?: () => void;
}): Swipe => {
  const [by, setBy] = createSignal(0);
  const armed = (): boolean => Math.abs(by()) >= ARMED;
  let start: { readonly id: number; readonly x: number; readonly y: number } | undefined;
  let swiping = false;
  /** 1: towards the end of the line; -1: towards its beginning. */
  let way = 1;

  const end = (): void => {
    start = undefined;
    swiping = false;
    setBy(0);
  };
  const attach = (element: HTMLElement): void => {
    element.addEventListener('pointerdown', (event) => {
      if (event.pointerType !== 'touch') return;
      // A second finger means something else.
      if (!event.isPrimary) end();
      else if (deps.enabled()) start = { id: event.pointerId, x: event.clientX, y: event.clientY };
    });
    element.addEventListener('pointermove', (event) => {
      if (start?.id !== event.pointerId) return;
      const direction = getComputedStyle(element).direction === 'rtl' ? -1 : 1;
      const drawn = (event.clientX - start.x) * direction;
      if (!swiping) way = drawn < 0 && deps.onSwipeBack !== undefined ? -1 : 1;
      const along = drawn * way;
      const across = Math.abs(event.clientY - start.y);
      if (!swiping) {
        if (across > BEGIN || along < -BEGIN) end();
        if (start === undefined || along < BEGIN || along < across * 1.5) return;
        swiping = true;
        element.setPointerCapture(event.pointerId);
      }
      const was = armed();
      // Beyond the point where it counts it follows more slowly, so that a finger feels that this is enough.
      const far = Math.max(0, along - BEGIN);
      setBy(direction * way * Math.min(MOST, far <= ARMED ? far : ARMED + (far - ARMED) / 3));
      if (armed() && !was) navigator.vibrate?.(8);
    });
    element.addEventListener('pointerup', () => {
      const done = swiping && armed();
      end();
      if (done) (way > 0 ? deps.onSwipe : deps.onSwipeBack)?.();
    });
    element.addEventListener('pointercancel', end);
  };
  return { attach, by, armed };
};
