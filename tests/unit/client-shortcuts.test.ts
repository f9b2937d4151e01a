import { describe, expect, test } from 'vitest';
import { APP_SHORTCUTS } from '../../client/features/shortcuts/create-shortcuts.ts';
import { createEscapeStack } from '../../client/features/shortcuts/escape-stack.ts';
import { type KeyPress, matchesKeys } from '../../client/features/shortcuts/matches-keys.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const ctrl = { ctrlKey: true };
const meta = { metaKey: true };
const shift = { shiftKey: true };

describe('which press is which shortcut', () => {
  test.each<[keys: string, pressed: KeyPress, apple: boolean, expected: boolean]>([
    ['Mod+K', press('k', ctrl), false, true],
    ['Mod+K', press('K', ctrl), false, true],
    ['Mod+K', press('k', meta), true, true],
    ['Mod+K', press('k', ctrl), true, false],
    ['Mod+K', press('k', meta), false, false],
    ['Mod+K', press('k'), false, false],
    ['Mod+K', press('k', { ...ctrl, ...shift }), false, false],
    ['Mod+K', press('л', { ...ctrl, code: 'KeyK' }), false, true],
    ['Mod+K', press('t', { ...ctrl, code: 'KeyK' }), false, false],
    ['Mod+Shift+U', press('U', { ...ctrl, ...shift }), false, true],
    ['Mod+Shift+U', press('u', ctrl), false, false],
    ['Alt+ArrowUp', press('ArrowUp', { altKey: true }), false, true],
    ['Alt+ArrowUp', press('ArrowUp'), false, false],
    ['?', press('?', shift), false, true],
    ['?', press('?'), false, true],
    ['?', press('?', ctrl), false, false],
    ['Mod+Shift+U', press('‘', { ...ctrl, ...shift, code: 'KeyU' }), false, true],
    ['?', press('؟', { ...shift, code: 'Slash' }), false, true],
    ['Mod+2', press('2', ctrl), false, true],
    ['Mod+2', press('é', { ...ctrl, code: 'Digit2' }), false, true],
    ['Mod+3', press('"', { ...ctrl, code: 'Digit3' }), false, true],
    ['Mod+3', press('3', { ...ctrl, code: 'Numpad3' }), false, true],
    ['Mod+3', press('2', { ...ctrl, code: 'Digit2' }), false, false],
    ['Shift+F10', press('F10', shift), false, true],
  ])('A11Y-2 %s, pressed %o, on Apple %s: %s', (keys, pressed, apple, expected) => {
    expect(matchesKeys(keys, pressed, apple)).toBe(expected);
  });
  test('A11Y-2 no press is two app-wide shortcuts', () => {
    const keys = Object.values(APP_SHORTCUTS).flat();
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('what Escape leaves', () => {
  test('A11Y-3 the mode entered last goes first, and one left otherwise is left alone', () => {
    const stack = createEscapeStack();
    const left: string[] = [];
    const enter = (name: string) => stack.push(() => left.push(name));
    enter('panel');
    const answer = enter('answer');
    enter('selection');
    expect(stack.leave()).toBe(true);
    answer();
    expect(stack.leave()).toBe(true);
    expect(stack.leave()).toBe(false);
    expect(left).toEqual(['selection', 'panel']);
  });
});
