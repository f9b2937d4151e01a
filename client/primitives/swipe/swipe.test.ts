import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { touch, touchable } from '../../../tests/support/touch.ts';
import { createSwipe } from './create-swipe.ts';

let direction = 'ltr';
beforeEach(() => {
  direction = 'ltr';
  vi.stubGlobal('getComputedStyle', () => ({ direction }));
});
afterEach(() => vi.unstubAllGlobals());

const swipeable = (enabled = true) => {
  const element = touchable();
  const onSwipe = vi.fn();
  const swipe = createSwipe({ enabled: () => enabled, onSwipe });
  swipe.attach(element);
  return { element, onSwipe, swipe };
};

it('ACT-10 a finger that draws far enough towards the end of the line swipes, a shorter move springs back', () => {
  const { element, onSwipe, swipe } = swipeable();
  touch(element, 'pointerdown');
  touch(element, 'pointermove', { x: 40 });
  expect([swipe.by(), swipe.armed()]).toEqual([28, false]);
  touch(element, 'pointerup', { x: 40 });
  expect([swipe.by(), onSwipe.mock.calls.length]).toEqual([0, 0]);
  touch(element, 'pointerdown');
  touch(element, 'pointermove', { x: 90 });
  expect(swipe.armed()).toBe(true);
  touch(element, 'pointerup', { x: 90 });
  expect([swipe.by(), onSwipe.mock.calls.length]).toEqual([0, 1]);
});

it('ACT-10 where the line runs from right to left, so does the swipe', () => {
  direction = 'rtl';
  const { element, onSwipe, swipe } = swipeable();
  touch(element, 'pointerdown');
  touch(element, 'pointermove', { x: -90 });
  expect(swipe.by()).toBeLessThan(0);
  touch(element, 'pointerup', { x: -90 });
  expect(onSwipe).toHaveBeenCalledTimes(1);
});

it('ACT-10 scrolling, a mouse, a second finger and a disabled row do not swipe', () => {
  for (const [enabled, moves] of [
    [
      true,
      [
        ['pointermove', { y: 40 }],
        ['pointermove', { x: 90 }],
      ],
    ],
    [
      true,
      [
        ['pointermove', { x: -20 }],
        ['pointermove', { x: 90 }],
      ],
    ],
    [
      true,
      [
        ['pointermove', { x: 90 }],
        ['pointerdown', { isPrimary: false }],
      ],
    ],
    [
      true,
      [
        ['pointermove', { x: 90 }],
        ['pointercancel', {}],
      ],
    ],
    [false, [['pointermove', { x: 90 }]]],
  ] as const) {
    const { element, onSwipe } = swipeable(enabled);
    touch(element, 'pointerdown');
    for (const [type, at] of moves) touch(element, type, at);
    touch(element, 'pointerup');
    expect(onSwipe).not.toHaveBeenCalled();
  }
});

it('LIST-12 a row that can be drawn both ways does one thing at each end', () => {
  const element = touchable();
  const [onSwipe, onSwipeBack] = [vi.fn(), vi.fn()];
  const swipe = createSwipe({ enabled: () => true, onSwipe, onSwipeBack });
  swipe.attach(element);
  touch(element, 'pointerdown');
  touch(element, 'pointermove', { x: -90 });
  expect([swipe.by() < 0, swipe.armed()]).toEqual([true, true]);
  // Drawn back over where it began, it is at rest, not the other act.
  touch(element, 'pointermove', { x: 90 });
  expect([swipe.by() === 0, swipe.armed()]).toEqual([true, false]);
  touch(element, 'pointermove', { x: -90 });
  touch(element, 'pointerup', { x: -90 });
  expect([onSwipe.mock.calls.length, onSwipeBack.mock.calls.length]).toEqual([0, 1]);
  touch(element, 'pointerdown');
  touch(element, 'pointermove', { x: 90 });
  touch(element, 'pointerup', { x: 90 });
  expect([onSwipe.mock.calls.length, onSwipeBack.mock.calls.length]).toEqual([1, 1]);
});
