import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { linkToShow } from '../../client/features/composer/link/link-to-show.ts';
import { blobsIn, decodeBody, encodeBody, type MessageBody } from '../../shared/envelope/body.ts';
import { makeBlobId } from '../../shared/ids/blob.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';

const OWN = 'https://chat.example';
const picture = {
  blob: makeBlobId(new Uint8Array(16).fill(7)),
  key: 'k'.repeat(43),
  size: 10,
  name: 'preview.jpg',
  type: 'image/jpeg',
};
const withLink = (link: object) =>
  decodeBody(encodeBody({ kind: 'text', text: 'https://a.example/', link } as unknown as MessageBody));

describe('the preview in a body', () => {
  const link = { url: 'https://a.example/', title: 'A', text: 'words', picture };
  it('LINK-7 holds an address, lines and a small picture, whose blob the message refers to', () => {
    const body = withLink(link);
    expect(body).toMatchObject({ link });
    expect(blobsIn(body)).toEqual([picture.blob]);
    expect(blobsIn(withLink({ url: link.url, title: 'A' }))).toEqual([]);
  });
  test.each([
    ['another scheme', { url: 'javascript:alert(1)' }],
    ['an address with blanks', { url: 'https://a.example/ b' }],
    ['letters that ASCII lacks', { url: 'https://ä.example/' }],
    ['an address too long', { url: `https://a.example/${'a'.repeat(LIMITS.linkCharacters)}` }],
    ['a title that turns', { title: 'a\u{202E}b' }],
    ['a title of two lines', { title: 'a\nb' }],
    ['an empty title', { title: ' ' }],
    ['a large picture', { picture: { ...picture, size: LIMITS.linkPictureBytes + 1 } }],
    ['a field more', { html: '<b>' }],
  ])('LINK-7 has no %s', (_, change) => expect(withLink({ ...link, ...change })).toBeUndefined());
});

describe('which address is asked', () => {
  test.each([
    ['https://a.example/x ', 'https://a.example/x'],
    ['see www.a.example, and', 'https://www.a.example/'],
    ['https://a.example/(b) https://b.example/ ', 'https://a.example/(b)'],
    ['https://a.example/\n', 'https://a.example/'],
  ])('LINK-8 of “%s” the first', (text, url) => expect(linkToShow(text, false, OWN)).toBe(url));
  test.each([
    ['one that is being typed', 'https://a.example/invit'],
    ['one in code', '`https://a.example/` and '],
    ['a mail address', 'a@b.example '],
    ['one of this server', 'https://chat.example/join/token '],
    ['one with a name in front', 'https://bank.example@evil.example/ '],
    ['words', 'no address at all '],
  ])('LINK-8 not %s', (_, text) => expect(linkToShow(text, false, OWN)).toBeUndefined());
  it('LINK-8 what came in at once is complete', () =>
    expect(linkToShow('https://a.example/invite', true, OWN)).toBe('https://a.example/invite'));
  it('LINK-8 typing an address letter by letter asks for none of its beginnings', () => {
    const url = 'https://a.example/path?x=1';
    fc.assert(
      fc.property(fc.integer({ min: 0, max: url.length }), (end) => {
        expect(linkToShow(`look: ${url.slice(0, end)}`, false, OWN)).toBeUndefined();
      }),
    );
  });
});
