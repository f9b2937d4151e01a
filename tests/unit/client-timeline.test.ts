import { describe, expect, test } from 'vitest';
import type { TimelineEntry } from '../../client/channel/timeline-view.ts';
import { place } from '../../client/design/place.ts';
import { dayAt } from '../../client/features/timeline/scroll/day-at.ts';
import { isUpdate } from '../../client/features/topics/create-topic.ts';

const entries = (...keys: readonly string[]): readonly TimelineEntry[] =>
  keys.map((key) => ({ kind: 'day', key, at: 0 }));

describe('splices', () => {
  test('UI-12 rows with the same keys are changed in place, others are not', () => {
    const now = entries('a', 'b', 'c');
    expect(isUpdate(now, { at: 1, remove: 2, insert: entries('b', 'c') })).toBe(true);
    expect(isUpdate(now, { at: 1, remove: 2, insert: entries('c', 'b') })).toBe(false);
    expect(isUpdate(now, { at: 1, remove: 1, insert: entries('b', 'x') })).toBe(false);
    expect(isUpdate(now, { at: 3, remove: 1, insert: entries('d') })).toBe(false);
  });
});

test('UI-13 a menu stands above its button, else below, and never outside the window', () => {
  const view = { width: 360, height: 640 };
  const surface = { width: 280, height: 200 };
  const button = (left: number, top: number) => ({ left, top, right: left + 36, bottom: top + 36 });
  expect(place(button(40, 400), surface, view)).toEqual({ left: 40, top: 194 });
  expect(place(button(40, 60), surface, view)).toEqual({ left: 40, top: 102 });
  expect(place(button(300, 400), surface, view)).toEqual({ left: 56, top: 194 });
  expect(place(button(10, 300), { width: 350, height: 600 }, view)).toEqual({ left: 8, top: 32 });
});

describe('the day that floats', () => {
  const day = (key: string, at: number) => ({ kind: 'day', key, at }) as const;
  const line = (key: string) => ({ kind: 'unread', key, count: 1 }) as const;
  const list = [day('one', 1), line('a'), line('b'), day('two', 2), line('c')];
  /** Rows of 40 pixels, scrolled by so many. */
  const at = (scrolled: number) => dayAt(list, Math.floor(scrolled / 40), (index) => index * 40 - scrolled);
  test('SCR-8 is that of the first row in view, and never shown together with its own line', () => {
    expect([0, 20, 35].map(at)).toEqual([undefined, undefined, undefined]);
    expect([37, 60, 85].map(at)).toEqual([
      { at: 1, push: 0 },
      { at: 1, push: 0 },
      { at: 1, push: 0 },
    ]);
    expect(dayAt([line('a')], 0, () => 0)).toBeUndefined();
    expect(dayAt([], 0, () => 0)).toBeUndefined();
  });
  test('SCR-8 gives way to the line of the next day', () => {
    expect([92, 110, 119].map(at)).toEqual([
      { at: 1, push: 2 },
      { at: 1, push: 20 },
      { at: 1, push: 29 },
    ]);
    expect(at(125)).toBeUndefined();
    expect(at(160)).toEqual({ at: 2, push: 0 });
  });
});
