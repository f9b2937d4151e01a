import { createRoot } from 'solid-js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPulse } from './create-pulse.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('SCR-7 a value holds for its time after it was last said, and ends with its owner', () =>
  createRoot((dispose) => {
    const [value, say] = createPulse<string>(2_000);
    expect(value()).toBeUndefined();
    say('one');
    vi.advanceTimersByTime(1_500);
    say('two');
    vi.advanceTimersByTime(1_999);
    expect(value()).toBe('two');
    vi.advanceTimersByTime(1);
    expect(value()).toBeUndefined();
    say('three');
    dispose();
    expect(vi.getTimerCount()).toBe(0);
  }));
