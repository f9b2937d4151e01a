import { expect, it } from 'vitest';
import { readShare } from '../../client/files/share/read-share.ts';
import { SHARE_LIMITS } from '../../client/files/share/share-limits.ts';
import { isNotKept, NOT_KEPT_PATH } from '../../client/files/share/share-path.ts';
import { fitsBeside, type Shared } from '../../client/files/share/shared-store.ts';

const LIMITS = { text: 20, files: 3, bytes: 10_000 };

interface Parts {
  readonly text?: string;
  readonly url?: string;
  /** Bytes of each. */
  readonly files?: readonly number[];
}

const posted = async ({ text, url, files = [] }: Parts): Promise<Request> => {
  const form = new FormData();
  if (text !== undefined) form.set('text', text);
  if (url !== undefined) form.set('url', url);
  for (const [at, bytes] of files.entries()) form.append('files', new File(['x'.repeat(bytes)], `${at}.txt`));
  const made = new Response(form);
  const headers = { 'Content-Type': made.headers.get('Content-Type') ?? '' };
  return new Request('https://chat.example/share', { method: 'POST', body: await made.arrayBuffer(), headers });
};
const read = async (parts: Parts) => readShare(await posted(parts), 7, LIMITS);

it('APP-1 a share has its text, link and files, and one without any is nothing', async () => {
  const shared = await read({ text: 'tides', url: 'https://a.eu', files: [5, 0, 6] });
  if (typeof shared === 'string') throw new Error(shared);
  // An empty file is what a form without a choice sends.
  expect([shared.text, shared.at, shared.files.map(({ name, size }) => [name, size])]).toEqual([
    'tides\nhttps://a.eu',
    7,
    [
      ['0.txt', 5],
      ['2.txt', 6],
    ],
  ]);
  expect(await read({ text: ' ' })).toBe('nothing');
});

it('APP-1 a share with too long a text, too many files or too many bytes is refused, however it is divided', async () => {
  expect(await read({ text: '😀'.repeat(20) })).toMatchObject({ text: '😀'.repeat(20) });
  expect(await read({ text: 'x'.repeat(21) })).toBe('not-kept');
  expect(await read({ files: [1, 1, 1] })).toMatchObject({ at: 7 });
  expect(await read({ files: [1, 1, 1, 1] })).toBe('not-kept');
  expect(await read({ files: [10_000] })).toBe('not-kept');
  expect(await read({ files: [4_000, 4_000, 4_000] })).toBe('not-kept');
  const noForm = new Request('https://chat.example/share', { method: 'POST', body: 'no form' });
  expect(await readShare(noForm, 7, LIMITS)).toBe('not-kept');
});

it('APP-1 a share that is too large is read no further than its bound', async () => {
  let sent = 0;
  const endless = new ReadableStream({
    pull: (controller) => {
      sent += 1_000;
      controller.enqueue(new Uint8Array(1_000));
    },
  });
  const headers = { 'Content-Type': 'multipart/form-data; boundary=b' };
  const request = new Request('https://chat.example/share', {
    method: 'POST',
    body: endless,
    headers,
    duplex: 'half',
  } as RequestInit);
  expect(await readShare(request, 7, LIMITS)).toBe('not-kept');
  expect(sent).toBeLessThan(20_000);
});

it('APP-1 a share that finds no room beside what waits is refused, in number and in bytes', () => {
  const one: Shared = { text: 'x', files: [], at: 0 };
  const waiting = (count: number) => Array.from({ length: count }, () => one);
  expect(fitsBeside(waiting(SHARE_LIMITS.waiting - 1), one)).toBe(true);
  expect(fitsBeside(waiting(SHARE_LIMITS.waiting), one)).toBe(false);
  const large = { ...one, files: [{ size: SHARE_LIMITS.waitingBytes - 2 } as File] };
  expect([fitsBeside([large], one), fitsBeside([large, one], one)]).toEqual([true, false]);
});

it('APP-1 the page learns from its address that a share was not kept', () => {
  expect(isNotKept(new URL(NOT_KEPT_PATH, 'https://chat.example'))).toBe(true);
  expect(isNotKept(new URL('https://chat.example/share'))).toBe(false);
});
