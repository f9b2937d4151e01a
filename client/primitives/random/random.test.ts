import { afterEach, expect, it, vi } from 'vitest';
import { random } from './random.ts';

afterEach(() => vi.unstubAllGlobals());

it('DOC-3 random bits come from the browser’s own source, as a number from 0 to below 1', () => {
  const draw = (word: number): number => {
    vi.stubGlobal('crypto', { getRandomValues: (array: Uint32Array) => array.fill(word) });
    return random();
  };
  expect([draw(0), draw(2 ** 31), draw(2 ** 32 - 1)]).toEqual([0, 0.5, 1 - 2 ** -32]);
});
