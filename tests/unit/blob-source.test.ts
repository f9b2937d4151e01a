import { afterEach, expect, it, vi } from 'vitest';
import { createBlobSource } from '../../client/files/worker/blob-source.ts';

const A = 'a'.repeat(26);
const B = 'b'.repeat(26);

afterEach(() => vi.unstubAllGlobals());

/** A server that has blobs of so many bytes, and a store whose addresses may have ended. */
const world = (sizes: Readonly<Record<string, number>>) => {
  const asked: string[][] = [];
  const fetched: string[] = [];
  let status = 206;
  let isOnline = true;
  let now = 0;
  const answer = async (url: string, init: RequestInit = {}): Promise<Response> => {
    if (!isOnline) throw new TypeError('offline');
    if (url === '/api/blobs/sources') {
      const { ids } = JSON.parse(String(init.body)) as { ids: string[] };
      asked.push(ids);
      const sources = ids.flatMap((id) =>
        sizes[id] === undefined ? [] : [{ id, url: `/bytes/${id}`, size: sizes[id] }],
      );
      return Response.json({ sources, validSeconds: 900 });
    }
    const range = new Headers(init.headers).get('range') ?? '';
    fetched.push(`${url} ${range}`);
    const [, from = '0', to = '0'] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
    const given = status;
    // Only the first address had ended.
    if (status === 403) status = 206;
    return new Response(given === 206 ? new Uint8Array(Number(to) - Number(from) + 1).fill(7) : null, {
      status: given,
    });
  };
  vi.stubGlobal('fetch', answer);
  const source = createBlobSource(() => now);
  const read = async (blob: string, from = 0, to = 10, size = 100): Promise<number | string> => {
    let length = 0;
    try {
      for await (const bytes of source.read(blob, size, from, to, new AbortController().signal))
        length += bytes.byteLength;
      return length;
    } catch (error) {
      return String((error as { kind?: unknown }).kind);
    }
  };
  return {
    asked,
    fetched,
    read,
    answers: (next: number) => {
      status = next;
    },
    goOffline: () => {
      isOnline = false;
    },
    pass: (ms: number) => {
      now += ms;
    },
  };
};

it('MEDIA-33 the server is asked once for all that are wanted together, and again when the addresses have ended', async () => {
  const { asked, fetched, read, pass, answers } = world({ [A]: 100, [B]: 100 });
  expect(await Promise.all([read(A), read(B), read(A, 20, 30)])).toEqual([10, 10, 10]);
  expect(asked).toEqual([[A, B]]);
  expect(fetched.toSorted()).toEqual([`/bytes/${A} bytes=0-9`, `/bytes/${A} bytes=20-29`, `/bytes/${B} bytes=0-9`]);
  expect([await read(A), asked.length]).toEqual([10, 1]);
  pass(900_000);
  expect([await read(A), asked.length]).toEqual([10, 2]);
  answers(403);
  expect([await read(A), asked.length]).toEqual([10, 3]);
});

it('MEDIA-34 each failure of server and store is one of the four answers', async () => {
  const { read, answers, goOffline } = world({ [A]: 100 });
  expect(await read(B)).toBe('gone');
  // Cut or lengthened in the store.
  expect(await read(A, 0, 10, 116)).toBe('damaged');
  for (const [status, kind] of [
    [404, 'gone'],
    [500, 'unreachable'],
    [429, 'unreachable'],
    [200, 'unreachable'],
  ] as const) {
    answers(status);
    expect(await read(A), String(status)).toBe(kind);
  }
  goOffline();
  expect(await read(A)).toBe('unreachable');
});
