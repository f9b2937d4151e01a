import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { touch, touchable } from '../../../tests/support/touch.ts';
import { createDoubleTap } from './create-double-tap.ts';

beforeEach(() => vi.stubGlobal('Element', class {}));
afterEach(() => vi.unstubAllGlobals());

const tap = (element: HTMLElement, at: number, x = 0): void => {
  touch(element, 'pointerdown', { at, x });
  touch(element, 'pointerup', { at: at + 60, x });
};

it('ACT-10 two quick taps at one place count, and a third tap starts over', () => {
  const element = touchable();
  const onTap = vi.fn();
  createDoubleTap(element, onTap);
  tap(element, 1_000);
  tap(element, 1_200);
  expect(onTap).toHaveBeenCalledTimes(1);
  tap(element, 1_400);
  expect(onTap).toHaveBeenCalledTimes(1);
});

it('ACT-10 taps that are slow, apart, long or moved do not count as a double tap', () => {
  const element = touchable();
  const onTap = vi.fn();
  createDoubleTap(element, onTap);
  tap(element, 1_000);
  tap(element, 1_500);
  tap(element, 1_600, 60);
  touch(element, 'pointerdown', { at: 3_000 });
  touch(element, 'pointerup', { at: 3_400 });
  tap(element, 3_450);
  touch(element, 'pointerdown', { at: 5_000 });
  touch(element, 'pointerup', { at: 5_050, y: 80 });
  tap(element, 5_100);
  touch(element, 'pointercancel');
  tap(element, 5_200);
  expect(onTap).not.toHaveBeenCalled();
});

it('ACT-10 a mouse has its own double click', () => {
  const element = touchable();
  const onTap = vi.fn();
  createDoubleTap(element, onTap);
  for (const at of [0, 100]) {
    touch(element, 'pointerdown', { at, pointerType: 'mouse' });
    touch(element, 'pointerup', { at: at + 20, pointerType: 'mouse' });
  }
  expect(onTap).not.toHaveBeenCalled();
});
