import { expect, test, vi } from 'vitest';
import { isComposing, keepComposingKeys } from './composing.ts';
import { isWritten, keyOf } from './key-of.ts';

test.each([
  ['s', 'KeyS', 'S'],
  ['S', 'KeyS', 'S'],
  ['Enter', 'Enter', 'Enter'],
  [' ', 'Space', ' '],
  ['?', 'Slash', '?'],
  // Dvorak and AZERTY: what is written counts.
  ['t', 'KeyK', 'T'],
  [',', 'KeyM', ','],
  // Russian, Greek, Hebrew, Arabic, Turkish: where the key is.
  ['ы', 'KeyS', 'S'],
  ['σ', 'KeyS', 'S'],
  ['ד', 'KeyS', 'S'],
  ['س', 'KeyS', 'S'],
  ['لا', 'KeyB', 'B'],
  ['\u{652}', 'KeyX', 'X'],
  ['ı', 'KeyI', 'I'],
  ['é', 'Digit2', '2'],
  ['؟', 'Slash', '?'],
  ['ö', 'Semicolon', 'ö'],
])('A11Y-2 the key %s at %s is %s', (key, code, expected) => {
  expect(keyOf({ key, code })).toBe(expected);
});

test('A11Y-5 letters, signs and dead keys are written; names and shortcuts are not', () => {
  const press = (key: string, held: { ctrlKey?: boolean; metaKey?: boolean; graph?: boolean } = {}) =>
    isWritten({
      key,
      code: '',
      ctrlKey: held.ctrlKey ?? false,
      metaKey: held.metaKey ?? false,
      getModifierState: () => held.graph ?? false,
    });
  for (const key of ['a', 'ы', 'لا', ' ', '?', 'Dead']) expect(press(key)).toBe(true);
  for (const key of ['Enter', 'Delete', 'F10', 'ArrowUp', 'Shift']) expect(press(key)).toBe(false);
  expect(press('a', { ctrlKey: true })).toBe(false);
  expect(press('a', { metaKey: true })).toBe(false);
  expect(press('@', { ctrlKey: true, graph: true })).toBe(true);
});

test('CMP-13 presses of an input method reach no handler, others do', () => {
  const page = new EventTarget();
  const heard = vi.fn();
  keepComposingKeys(page);
  page.addEventListener('keydown', heard);
  const press = (fields: { keyCode: number; isComposing: boolean }) => {
    page.dispatchEvent(Object.assign(new Event('keydown'), fields));
    return heard.mock.calls.length;
  };
  expect(press({ keyCode: 229, isComposing: false })).toBe(0);
  expect(press({ keyCode: 13, isComposing: true })).toBe(0);
  expect(press({ keyCode: 13, isComposing: false })).toBe(1);
  expect(isComposing({ keyCode: 229, isComposing: false })).toBe(true);
});
