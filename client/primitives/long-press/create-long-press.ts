import { onCleanup } from 'solid-js';

/** As long as the browser's own long press, so that the two do not follow each other. ms */
const LONG = 500;
/** A finger is never quite still. Pixels. */
const STILL = 10;

/** The click that ends a long press means nothing. */
const swallowClick = (): void => {
  const swallow = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener('click', swallow, { capture: true, once: true });
  const end = (): void => {
    setTimeout(() => document.removeEventListener('click', swallow, { capture: true }), 50);
  };
  addEventListener('pointerup', end, { once: true, capture: true });
  addEventListener('pointercancel', end, { once: true, capture: true });
};

/** A finger that rests on an element. Mouse and pen have other ways. Nested ones: the innermost takes it. */
export const createLongPress = (element: HTMLElement, onPress: () => void): void => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start = { x: 0, y: 0 };
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  element.addEventListener('pointerdown', (event) => {
    stop();
    if (event.pointerType !== 'touch' || !event.isPrimary || event.defaultPrevented) return;
    if (taken.has(event)) return;
    taken.add(event);
    start = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => {
      timer = undefined;
      swallowClick();
      navigator.vibrate?.(12);
      onPress();
    }, LONG);
  });
  element.addEventListener('pointermove', (event) => {
    if (timer !== undefined && Math.hypot(event.clientX - start.x, event.clientY - start.y) > STILL) stop();
  });
  for (const name of ['pointerup', 'pointercancel', 'pointerleave'] as const) element.addEventListener(name, stop);
  // The browser's own answer to a long press; a mouse's right button comes without a timer.
  element.addEventListener('contextmenu', (event) => {
    if (event instanceof PointerEvent && event.pointerType === 'touch') event.preventDefault();
  });
  onCleanup(stop);
};

const taken = new WeakSet<Event>();
