import { describe, expect, test } from 'vitest';
import { initials, tintOf } from '../../client/design/initials.ts';
import { charactersLeft } from '../../client/features/composer/new-body.ts';
import { matches } from '../../client/features/conversation-list/row-title.ts';
import { splitLinks } from '../../client/features/message-content/text/links.ts';
import { isOnlyEmoji } from '../../client/features/message-content/text/only-emoji.ts';
import { fitsMessage } from '../../shared/envelope/body.ts';

const links = (text: string): readonly string[] =>
  splitLinks(text).flatMap((part) => (part.kind === 'link' ? [part.href] : []));

describe('addresses in a text', () => {
  test.each([
    ['see https://example.org/a.', ['https://example.org/a']],
    ['(https://example.org/wiki/Rock_(sea))', ['https://example.org/wiki/Rock_(sea)']],
    ['“https://example.org/?a=1&b=2”, then http://b.example!', ['https://example.org/?a=1&b=2', 'http://b.example/']],
    ['mailto:mira@example.org', ['mailto:mira@example.org']],
    ['see www.example.org/a_b?c=1.', ['https://www.example.org/a_b?c=1']],
    ['(www.Example.org:8080)', ['https://www.example.org:8080/']],
    ['www.exämple.org, WWW.EXAMPLE.ORG', ['https://www.xn--exmple-cua.org/', 'https://www.example.org/']],
    ['write to mira.s+boat@mail.example.org.', ['mailto:mira.s+boat@mail.example.org']],
    ['<a@b.example>,c@d.example; e@f.example/g', ['mailto:a@b.example', 'mailto:c@d.example', 'mailto:e@f.example']],
    ['https://example.org/@mira?mail=a@b.example', ['https://example.org/@mira?mail=a@b.example']],
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
    'www.',
    'www.example',
    'www..org',
    'www.example..org',
    'www.-.-',
    'awww.example.org',
    'äwww.example.org',
    'x.www.example.org',
    '//www.example.org',
    'javascript:www.example.org',
    'www.bank.example@thief.example',
    'www.bank.example:a@thief.example',
    'https://www.bank.example@thief.example',
    'www.javascript:alert(1)',
    '@mira@example.org',
    'ändy@example.org',
    'andy@example.orgé',
    'andy@exämple.org',
    'a@b',
    'a@b.c',
    'a@-b.example',
    'a@b-.example',
    'a@b@c.example',
    'a..@.example',
    'javascript:a@b.example',
    'a@b.example-',
    'a@127.0.0.1',
    'a@[127.0.0.1]',
  ])('UI-3 %s is no link', (text) => {
    expect(links(text)).toEqual([]);
  });
  test('UI-3 the parts joined are the text, whatever it is', () => {
    for (const text of [
      '',
      'a',
      'https://a.b',
      'x https://a.b, y (mailto:a@b) ​z\n',
      'https://a.b https://https://',
      'www.a.bc, b@c.de!',
    ])
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
