import { createRoot, createSignal } from 'solid-js';
import { expect, it, test } from 'vitest';
import { createRowIds, stepTo, survivorOf } from './create-roving.ts';

test.each([
  ['ArrowDown', 0, 1],
  ['ArrowDown', 9, 9],
  ['ArrowUp', 0, 0],
  ['PageDown', 2, 6],
  ['PageDown', 8, 9],
  ['PageUp', 2, 0],
  ['Home', 5, 0],
  ['End', 5, 9],
  ['x', 5, undefined],
  ['constructor', 5, undefined],
])('LIST-4 %s at row %i of ten leads to %s', (key, at, to) => {
  expect(stepTo(key, at, 10, 4)).toBe(to);
});

test.each([
  ['b', ['a', 'b', 'c'], ['a', 'c'], 'c'],
  ['c', ['a', 'b', 'c'], ['x', 'a', 'b'], 'b'],
  ['b', ['a', 'b', 'c', 'd'], ['a', 'd'], 'd'],
  ['b', ['a', 'b'], ['x', 'y'], 'x'],
  ['a', ['a'], [], undefined],
])('LIST-5 the focus of %s of %j goes, when %j are left, to %s', (gone, before, now, to) => {
  expect(survivorOf(gone, before, now)).toBe(to);
});

it('LIST-5 ids that stay the same are the same array, so that nothing moves', () =>
  createRoot((dispose) => {
    const [rows, setRows] = createSignal([{ id: 'a' }, { id: 'b' }]);
    const ids = createRowIds(() => rows().map(({ id }) => id));
    const before = ids();
    setRows([{ id: 'a' }, { id: 'b' }]);
    expect(ids()).toBe(before);
    setRows([{ id: 'b' }, { id: 'a' }]);
    expect(ids()).toEqual(['b', 'a']);
    dispose();
  }));
