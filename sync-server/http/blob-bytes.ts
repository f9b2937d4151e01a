import { Readable } from 'node:stream';
import { type Context, Hono } from 'hono';
import { parseRange } from '../../shared/files/byte-range.ts';
import type { BlobId } from '../../shared/ids/blob.ts';
import type { BlobPart } from '../../shared/protocol/blob-parts.ts';
import { type BlobGrant, parseWhole } from '../blobs/signed-urls.ts';
import type { AppEnv, BlobBytes } from './deps.ts';
import { fail } from './errors.ts';

/** Parts of one account that are taken at once, and blobs that are read at once: each holds a socket and a file. */
const WRITES_AT_ONCE = 16;
const READS_AT_ONCE = 512;
/** ms after which a socket on which nothing moves is cut. */
const IDLE_MS = 60_000;

/** Bytes of a refused part that are read and thrown away. */
const READ_AT_MOST = 8 * 1024 * 1024;

/** Never shown, never kept by what is between. */
const HEADERS = {
  'Content-Type': 'application/octet-stream',
  'Content-Disposition': 'attachment',
  'Cache-Control': 'private, no-store',
  'Accept-Ranges': 'bytes',
};

const NOTHING: AsyncIterable<Uint8Array> = (async function* () {})();

/** PUT and GET /blobs/:id?…signature=: bytes of blobs in the data folder, by URLs that the server has signed. */
export const blobBytesRoutes = ({ store, urls, uploaderOf }: BlobBytes) => {
  const writing = new Map<number, number>();
  let reading = 0;

  const granted = (c: Context<AppEnv>): BlobGrant | Response => {
    const grant = urls.verify(c.req.param('id') ?? '', c.req.query());
    if (grant !== undefined && grant !== 'ended') return grant;
    const message = grant === 'ended' ? 'This address has ended. Ask for a new one.' : 'This address is not valid.';
    return fail(c, { code: 'not-allowed', message });
  };

  const write = async (c: Context<AppEnv>, id: BlobId, part: BlobPart): Promise<Response> => {
    const wrongSize = () => fail(c, { code: 'invalid', message: `This part has ${part.size} bytes.` });
    const declared = c.req.header('content-length');
    if (declared !== undefined && parseWhole(declared) !== part.size) return wrongSize();
    const account = await uploaderOf(id);
    if (account === undefined) return fail(c, { code: 'not-found' });
    const count = writing.get(account) ?? 0;
    if (count >= WRITES_AT_ONCE) return fail(c, { code: 'too-many', wait: 1 });
    writing.set(account, count + 1);
    try {
      const { body } = c.req.raw;
      const stored = await store.writePart(id, part, body ?? NOTHING);
      if (stored === 'gone') return fail(c, { code: 'not-found' });
      // Uploaders made for S3 want a mark of the content.
      return stored === 'stored' ? c.body(null, 200, { ETag: `"${part.number}-${part.size}"` }) : wrongSize();
    } finally {
      const left = (writing.get(account) ?? 1) - 1;
      if (left === 0) writing.delete(account);
      else writing.set(account, left);
    }
  };

  const read = async (c: Context<AppEnv>, id: BlobId): Promise<Response> => {
    const size = await store.size(id);
    if (size === undefined) return fail(c, { code: 'not-found' });
    const range = parseRange(c.req.header('range'), size);
    if (range === 'unsatisfiable') return c.body(null, 416, { ...HEADERS, 'Content-Range': `bytes */${size}` });
    if (reading >= READS_AT_ONCE) return fail(c, { code: 'too-many', wait: 1 });
    const bytes = await store.read(id, range);
    if (bytes === undefined) return fail(c, { code: 'not-found' });
    const { first, last } = range ?? { first: 0, last: size - 1 };
    const headers = { ...HEADERS, 'Content-Length': String(last - first + 1) };
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    return range === undefined
      ? c.body(streamOf(counted(bytes)), 200, headers)
      : c.body(streamOf(counted(bytes)), 206, { ...headers, 'Content-Range': `bytes ${first}-${last}/${size}` });
  };

  async function* counted(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    reading++;
    try {
      yield* bytes;
    } finally {
      reading--;
    }
  }

  return new Hono<AppEnv>()
    .use(async (c, next) => {
      c.env?.incoming?.socket.setTimeout?.(IDLE_MS);
      await next();
    })
    .put('/:id', async (c) => {
      const grant = granted(c);
      const answer =
        grant instanceof Response
          ? grant
          : await (grant.kind === 'write' ? write(c, grant.id, grant.part) : fail(c, { code: 'not-allowed' }));
      if (!answer.ok) await readRest(c.req.raw.body);
      return answer;
    })
    .get('/:id', async (c) => {
      const grant = granted(c);
      if (grant instanceof Response) return grant;
      return grant.kind === 'read' ? read(c, grant.id) : fail(c, { code: 'not-allowed' });
    });
};

/** A refusal reaches a browser only once all it sends was read; more than a part is cut off. */
const readRest = async (body: ReadableStream<Uint8Array> | null): Promise<void> => {
  if (body === null || body.locked) return;
  let read = 0;
  for await (const { byteLength } of body) {
    read += byteLength;
    if (read > READ_AT_MOST) return;
  }
};

const streamOf = (bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> =>
  Readable.toWeb(Readable.from(bytes, { objectMode: false })) as ReadableStream<Uint8Array>;
