import { createRoot, createSignal } from 'solid-js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createGrowingRows } from './create-growing-rows.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('UI-26 a long list appears a few rows at a time, and a short one at once', () => {
  const { rows, setAll, dispose } = createRoot((end) => {
    const [all, set] = createSignal<readonly number[]>(Array.from({ length: 40 }, (_, i) => i));
    return { rows: createGrowingRows(all), setAll: set, dispose: end };
  });
  const lengths = [rows().length];
  while (rows().length < 40) {
    vi.advanceTimersToNextTimer();
    lengths.push(rows().length);
  }
  expect(lengths).toEqual([5, 10, 15, 20, 25, 30, 35, 40]);
  setAll([1, 2, 3]);
  expect(rows()).toEqual([1, 2, 3]);
  dispose();
  expect(vi.getTimerCount()).toBe(0);
});
