import { createRoot } from 'solid-js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { touch, touchable } from '../../../tests/support/touch.ts';
import { createLongPress } from './create-long-press.ts';

let page: EventTarget;
beforeEach(() => {
  vi.useFakeTimers();
  page = new EventTarget();
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', () => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pressable = () => {
  const element = touchable();
  const onPress = vi.fn();
  const dispose = createRoot((end) => {
    createLongPress(element, onPress);
    return end;
  });
  return { element, onPress, dispose };
};

it('ACT-1 LIST-3 a finger that rests half a second presses, and the click that ends it means nothing', () => {
  const { element, onPress } = pressable();
  touch(element, 'pointerdown');
  touch(element, 'pointermove', { x: 4, y: 4 });
  vi.advanceTimersByTime(499);
  expect(onPress).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onPress).toHaveBeenCalledTimes(1);
  const clicks = [1, 2].map(() => new Event('click', { cancelable: true }));
  for (const click of clicks) page.dispatchEvent(click);
  expect(clicks.map((click) => click.defaultPrevented)).toEqual([true, false]);
});

it('ACT-1 LIST-3 a finger that moves or leaves, a mouse, and an element that is gone do not press', () => {
  for (const [type, at] of [
    ['pointermove', { x: 11 }],
    ['pointerup', {}],
    ['pointercancel', {}],
    ['pointerleave', {}],
  ] as const) {
    const { element, onPress } = pressable();
    touch(element, 'pointerdown');
    touch(element, type, at);
    vi.advanceTimersByTime(2_000);
    expect(onPress).not.toHaveBeenCalled();
  }
  const mouse = pressable();
  touch(mouse.element, 'pointerdown', { pointerType: 'mouse' });
  const gone = pressable();
  touch(gone.element, 'pointerdown');
  gone.dispose();
  vi.advanceTimersByTime(2_000);
  expect([mouse.onPress.mock.calls, gone.onPress.mock.calls]).toEqual([[], []]);
});

it('ACT-1 of two elements inside each other the inner one takes the press', () => {
  const inner = pressable();
  const outer = pressable();
  const down = Object.assign(new Event('pointerdown'), {
    clientX: 0,
    clientY: 0,
    pointerType: 'touch',
    isPrimary: true,
  });
  inner.element.dispatchEvent(down);
  outer.element.dispatchEvent(down);
  vi.advanceTimersByTime(500);
  expect([inner.onPress.mock.calls.length, outer.onPress.mock.calls.length]).toEqual([1, 0]);
});
