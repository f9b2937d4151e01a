import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { type BlobId, makeBlobId } from '../../shared/ids/blob.ts';
import {
  BLOB_PARTS,
  BLOB_ROOM,
  BLOB_SOURCE,
  BLOB_SOURCES,
  BLOB_UPLOAD,
  BLOB_URLS,
} from '../../shared/protocol/blobs.ts';
import { API_ERROR } from '../../shared/protocol/http.ts';
import type { ChapterWriter } from './chapter-writer.ts';

/** Requests of one account, as a browser makes them. */
export interface Asker {
  readonly origin: string;
  readonly cookie: string;
}

export interface BlobReply {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

export const newBlobId = (): BlobId => makeBlobId(randomBytes(16));

const schemaOf = (method: string, path: string): v.GenericSchema<unknown, Record<string, unknown>> => {
  if (path === '/sources') return BLOB_SOURCES;
  if (path.endsWith('/urls')) return BLOB_URLS;
  if (path.endsWith('/parts')) return BLOB_PARTS;
  if (path === '') return method === 'POST' ? BLOB_UPLOAD : BLOB_ROOM;
  return BLOB_SOURCE;
};

/** Asks for `/api/blobs` with the rest of a path, and holds the answer to its schema. */
export const askBlobs = async (
  { origin, cookie }: Asker,
  method: string,
  path = '',
  body?: unknown,
): Promise<BlobReply> => {
  const answer = await fetch(`${origin}/api/blobs${path}`, {
    method,
    headers: { cookie, origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (text === '') return { status: answer.status, json: {} };
  return { status: answer.status, json: v.parse(answer.ok ? schemaOf(method, path) : API_ERROR, JSON.parse(text)) };
};

export const codeIn = ({ json }: BlobReply): unknown => (json.error as { code?: unknown } | undefined)?.code;

/** Where a part goes. */
export interface PartUrl {
  readonly part: number;
  readonly url: string;
}

export const begin = (who: Asker, id: BlobId, size: number, kind = 'sealed'): Promise<BlobReply> =>
  askBlobs(who, 'POST', '', { id, class: kind, size });

/** URLs lead to the server itself, or name another origin. */
export const put = (who: Asker, url: string, bytes: Uint8Array): Promise<Response> =>
  fetch(new URL(url, who.origin), { method: 'PUT', body: new Uint8Array(bytes) });

/** The uploader in its simplest form: begins, sends what is missing, completes. Goes on where it was. */
export const upload = async (who: Asker, bytes: Uint8Array, id = newBlobId(), kind = 'sealed'): Promise<BlobId> => {
  for (;;) {
    const begun = await begin(who, id, bytes.byteLength, kind);
    if (begun.status >= 300) throw new Error(`begin: ${begun.status} ${JSON.stringify(begun.json)}`);
    if (begun.json.state === 'complete') return id;
    const partBytes = Number(begun.json.partBytes);
    const urls = begun.json.urls as PartUrl[];
    for (const { part, url } of urls) {
      const sent = await put(who, url, bytes.subarray((part - 1) * partBytes, part * partBytes));
      if (sent.status !== 200) throw new Error(`part ${part}: ${sent.status} ${await sent.text()}`);
    }
    if (urls.length > 0) continue;
    const done = await askBlobs(who, 'POST', `/${id}/complete`);
    if (done.status !== 204) throw new Error(`complete: ${done.status} ${JSON.stringify(done.json)}`);
    return id;
  }
};

/** The bytes of a blob, or the code of the refusal, or the status of the store. */
export const download = async (who: Asker, id: BlobId, range?: string): Promise<Uint8Array | string | number> => {
  const source = await askBlobs(who, 'GET', `/${id}`);
  if (source.status !== 200) return String(codeIn(source));
  const answer = await fetch(
    new URL(String(source.json.url), who.origin),
    range === undefined ? {} : { headers: { range } },
  );
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : answer.status;
};

/** A message that refers to blobs, as an update. */
export const messageWith = (
  writer: ChapterWriter,
  blobs: readonly string[],
  id = writer.id(),
): { id: string; update: Uint8Array } => ({
  id,
  update: writer.set('messages', id, writer.envelope({ kind: 'text', text: 'a picture' }, { blobs })),
});
