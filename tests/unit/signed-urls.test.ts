import { expect, it } from 'vitest';
import { makeBlobId } from '../../shared/ids/blob.ts';
import { BLOB_LIMITS } from '../../shared/protocol/limits.ts';
import { createSignedUrls } from '../../sync-server/blobs/signed-urls.ts';

const ID = makeBlobId(new Uint8Array(16).fill(7));
const OTHER = makeBlobId(new Uint8Array(16).fill(8));
const signedBy = (key: number, clock = { now: 1_700_000_000_000 }) =>
  createSignedUrls(new Uint8Array(32).fill(key), () => clock.now);
const queryOf = (url: string) => Object.fromEntries(new URL(url, 'http://localhost').searchParams);

it('BLOB-11 a URL lets its holder do one thing, and nothing once it has ended', () => {
  const clock = { now: 1_700_000_000_000 };
  const urls = signedBy(1, clock);
  const part = { number: 3, size: 77 };
  const write = queryOf(urls.ofPart(ID, part));
  const read = queryOf(urls.ofBlob(ID));
  expect(urls.verify(ID, write)).toEqual({ kind: 'write', id: ID, part });
  expect(urls.verify(ID, read)).toEqual({ kind: 'read', id: ID });
  clock.now += BLOB_LIMITS.urlSeconds * 1000 - 1;
  expect(urls.verify(ID, read)).toEqual({ kind: 'read', id: ID });
  clock.now += 1_000;
  expect(urls.verify(ID, read)).toBe('ended');
  expect(urls.verify(ID, write)).toBe('ended');
});

it('BLOB-11 a URL that was altered in any place is not valid', () => {
  const urls = signedBy(1);
  const write = queryOf(urls.ofPart(ID, { number: 3, size: 77 }));
  const read = queryOf(urls.ofBlob(ID));
  const altered: [id: string, query: Record<string, string | undefined>][] = [
    [OTHER, write],
    [OTHER, read],
    ['../../secret', read],
    [ID, { ...write, part: '4' }],
    [ID, { ...write, part: '03' }],
    [ID, { ...write, part: undefined }],
    [ID, { ...write, size: '78' }],
    [ID, { ...write, ends: String(Number(write.ends) + 1) }],
    [ID, { ...read, ends: `${read.ends}.0` }],
    [ID, { ...read, part: '3', size: '77' }],
    [ID, { ...write, signature: read.signature }],
    [ID, { ...write, signature: '' }],
    [ID, { ...write, signature: undefined }],
    [ID, { ...write, signature: `${write.signature}=` }],
    [ID, {}],
  ];
  for (const [id, query] of altered) expect(urls.verify(id, query)).toBeUndefined();
  expect(signedBy(2).verify(ID, read)).toBeUndefined();
});
