import { expect, it } from 'vitest';
import { arrowStep, stepAround } from './steps.ts';

it('LIST-7 steps go round, and a place that no longer exists counts as the last', () => {
  expect([stepAround(0, 1, 3), stepAround(2, 1, 3), stepAround(0, -1, 3)]).toEqual([1, 0, 2]);
  expect([stepAround(7, 1, 3), stepAround(7, -1, 3)]).toEqual([0, 1]);
  expect([stepAround(0, 1, 0), stepAround(4, -1, 0)]).toEqual([0, 0]);
});

it('CMP-9 the arrow that points where the writing goes leads onwards', () => {
  const keys = ['ArrowDown', 'ArrowRight', 'ArrowUp', 'ArrowLeft', 'Enter'];
  expect(keys.map((key) => arrowStep(key))).toEqual([1, 1, -1, -1, undefined]);
  expect(keys.map((key) => arrowStep(key, true))).toEqual([1, -1, -1, 1, undefined]);
});
