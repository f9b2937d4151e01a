import { type Accessor, createSignal } from 'solid-js';
import { type Area, FITTED, movedBy, type Zoom, zoomedAt } from './zoom.ts';

/** A drag along a fitted picture beyond this leads to the next one, or closes. Pixels */
const FAR = 70;
/** What one turn of a wheel, a key or a button does. */
export const STEP = 1.5;
const TWICE_WITHIN = 300;

export interface ZoomModel {
  readonly zoom: Accessor<Zoom>;
  /** How far a finger has drawn the fitted picture. */
  readonly drawn: Accessor<{ readonly x: number; readonly y: number }>;
  readonly attach: (stage: HTMLElement) => void;
  readonly by: (factor: number) => void;
  readonly move: (dx: number, dy: number) => void;
  readonly reset: () => void;
}

/** Zooms by wheel, two fingers, double press and keys; moves what is zoomed; a finger on what is fitted leads on. */
export const createZoom = (deps: {
  /** Its own size; undefined: it cannot be zoomed. */
  readonly picture: () => Area | undefined;
  readonly onSwipe: (to: 'left' | 'right' | 'down') => void;
}): ZoomModel => {
  const [zoom, setZoom] = createSignal<Zoom>(FITTED);
  const [drawn, setDrawn] = createSignal({ x: 0, y: 0 });
  const fingers = new Map<number, { x: number; y: number }>();
  let stage: HTMLElement | undefined;
  let pressed = 0;
  const area = (): Area => ({ width: stage?.clientWidth ?? 1, height: stage?.clientHeight ?? 1 });
  const at = (x: number, y: number): readonly [number, number] => {
    const box = stage?.getBoundingClientRect();
    return box === undefined ? [0, 0] : [x - box.left - box.width / 2, y - box.top - box.height / 2];
  };
  const zoomAt = (factor: number, px: number, py: number): void => {
    const picture = deps.picture();
    if (picture !== undefined) setZoom((now) => zoomedAt(now, factor, px, py, picture, area()));
  };
  const move = (dx: number, dy: number): void => {
    const picture = deps.picture();
    if (picture !== undefined) setZoom((now) => movedBy(now, dx, dy, picture, area()));
  };
  const apart = (): { far: number; x: number; y: number } => {
    const [a, b] = [...fingers.values()];
    if (a === undefined || b === undefined) return { far: 1, x: 0, y: 0 };
    return { far: Math.hypot(a.x - b.x, a.y - b.y) || 1, x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };

  const onMove = (event: PointerEvent): void => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    const was = apart();
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 2) {
      const now = apart();
      zoomAt(now.far / was.far, ...at(now.x, now.y));
      move(now.x - was.x, now.y - was.y);
      setDrawn({ x: 0, y: 0 });
      return;
    }
    const [dx, dy] = [event.clientX - before.x, event.clientY - before.y];
    if (zoom().scale > 1) move(dx, dy);
    else if (event.pointerType !== 'mouse') setDrawn(({ x, y }) => ({ x: x + dx, y: y + dy }));
  };
  const onUp = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    const { x, y } = drawn();
    setDrawn({ x: 0, y: 0 });
    if (Math.abs(x) > FAR && Math.abs(x) > Math.abs(y)) deps.onSwipe(x < 0 ? 'left' : 'right');
    else if (y > FAR) deps.onSwipe('down');
  };
  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    stage?.setPointerCapture(event.pointerId);
    const isTwice = fingers.size === 1 && event.timeStamp - pressed < TWICE_WITHIN;
    pressed = isTwice ? 0 : event.timeStamp;
    if (isTwice) zoomAt(zoom().scale > 1 ? 0 : STEP ** 3, ...at(event.clientX, event.clientY));
  };
  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    zoomAt(STEP ** (-event.deltaY / 120), ...at(event.clientX, event.clientY));
  };

  return {
    zoom,
    drawn,
    attach: (element) => {
      stage = element;
      element.addEventListener('pointerdown', onDown);
      element.addEventListener('pointermove', onMove);
      element.addEventListener('pointerup', onUp);
      element.addEventListener('pointercancel', (event) => {
        fingers.delete(event.pointerId);
        setDrawn({ x: 0, y: 0 });
      });
      element.addEventListener('wheel', onWheel, { passive: false });
    },
    by: (factor) => zoomAt(factor, 0, 0),
    move,
    reset: () => {
      fingers.clear();
      setZoom(FITTED);
      setDrawn({ x: 0, y: 0 });
    },
  };
};
