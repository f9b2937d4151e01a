import { describe, expect, test } from 'vitest';
import { initials, tintOf } from '../../client/design/initials.ts';
import { charactersLeft } from '../../client/features/composer/count-characters.ts';
import { matches } from '../../client/features/conversation-list/matches.ts';
import { splitLinks } from '../../client/features/message-content/links.ts';
import { isOnlyEmoji } from '../../client/features/message-content/only-emoji.ts';
import { fitsMessage } from '../../shared/envelope/body.ts';

const links = (text: string): readonly string[] =>
  splitLinks(text).flatMap((part) => (part.kind === 'link' ? [part.href] : []));

describe('addresses in a text', () => {
  test.each([
    ['see https://example.org/a.', ['https://example.org/a']],
    ['(https://example.org/wiki/Rock_(sea))', ['https://example.org/wiki/Rock_(sea)']],
    ['“https://example.org/?a=1&b=2”, then http://b.example!', ['https://example.org/?a=1&b=2', 'http://b.example/']],
    ['mailto:mira@example.org', ['mailto:mira@example.org']],
  ])('UI-3 %s', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });
  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'https://',
    'file:///etc/passwd',
    'mailto:',
    'vbscript:https//x',
    'www.example.org',
  ])('UI-3 %s is no link', (text) => {
    expect(links(text)).toEqual([]);
  });
  test('UI-3 the parts joined are the text, whatever it is', () => {
    for (const text of ['', 'a', 'https://a.b', 'x https://a.b, y (mailto:a@b) ​z\n', 'https://a.b https://https://'])
      expect(
        splitLinks(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
  });
});

describe('lengths', () => {
  test.each([
    ['x', 20_000],
    ['x', 20_001],
    ['🦭', 19_999],
    ['🦭', 20_000],
    ['🦭', 20_001],
  ])('UI-4 the counter and the schema agree on %s × %i', (sign, count) => {
    const text = sign.repeat(count);
    expect(charactersLeft(text)).toBe(20_000 - count);
    expect(charactersLeft(text) >= 0).toBe(fitsMessage(text));
  });
});

test.each([
  ['🦭', true],
  ['👩‍👩‍👧 🏝️', true],
  ['⛵\u{FE0F}', true],
  ['⚓⛵🌊🐟', false],
  ['12', false],
  ['ok 👍', false],
  ['  ', false],
])('UI-5 "%s" stands large: %s', (text, large) => {
  expect(isOnlyEmoji(text)).toBe(large);
});

test.each([
  ['Mira Solheim', 'MS'],
  ['  bo ', 'B'],
  ['Eva-Kristin von Langenau', 'EL'],
  ['👩‍👩‍👧 Family', '👩‍👩‍👧F'],
  ['', '?'],
])('UI-6 "%s" is shortened to %s', (name, short) => {
  expect(initials(name)).toBe(short);
});
test('UI-6 a person keeps one of eight colours', () => {
  const tints = new Set(Array.from({ length: 200 }, (_, at) => tintOf(`user-${at}`)));
  expect([...tints].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(tintOf('user-1')).toBe(tintOf('user-1'));
});

test.each([
  ['José Álvarez', 'alv', true],
  ['Boat club', 'club bo', true],
  ['Boat club', 'oat', false],
  ['Boat club', '  ', true],
])('UI-7 "%s" is found by "%s": %s', (name, query, found) => {
  expect(matches(name, query)).toBe(found);
});
