import { createSignal, onCleanup } from 'solid-js';

/** A press becomes a drag after so many pixels. */
const SLACK = 6;

/**
 * Reorders a row by dragging with a mouse or pen. Fingers scroll the row, and reorder by the menu.
 *
 * @param places the elements in their order @param move puts one in another place
 */
export const createDrag = (deps: {
  readonly places: () => readonly Element[];
  readonly move: (from: number, to: number) => void;
}) => {
  const [held, setHeld] = createSignal<Element>();
  let began = 0;
  let moved = false;

  const onMove = (event: PointerEvent): void => {
    const element = held();
    if (element === undefined) return;
    if (Math.abs(event.clientX - began) > SLACK) moved = true;
    if (!moved) return;
    const places = deps.places();
    const from = places.indexOf(element);
    const to = places.findIndex((one) => {
      const { left, right } = one.getBoundingClientRect();
      return event.clientX >= left && event.clientX <= right;
    });
    if (to >= 0 && from >= 0 && to !== from) deps.move(from, to);
  };
  const end = (): void => {
    setHeld(undefined);
    removeEventListener('pointermove', onMove);
    removeEventListener('pointerup', end);
    removeEventListener('pointercancel', end);
  };
  onCleanup(end);

  return {
    /** Whether the press that ends now was a drag, and so no click. */
    hasMoved: (): boolean => moved,
    handlers: {
      onPointerDown: (event: PointerEvent): void => {
        const item = (event.target as Element).closest('li');
        moved = false;
        if (item === null || event.pointerType === 'touch' || event.button !== 0) return;
        began = event.clientX;
        setHeld(item);
        addEventListener('pointermove', onMove);
        addEventListener('pointerup', end);
        addEventListener('pointercancel', end);
      },
    },
  };
};
