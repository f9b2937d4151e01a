import { parseRange } from '../../../shared/files/byte-range.ts';
import { type FileAnswer, KEPT_WHOLE_BYTES } from '../file-answer.ts';
import { type FilePath, parseFilePath } from '../file-path.ts';
import type { FileStore, KeptFile } from '../file-store.ts';
import { readPictureHeader } from '../picture-header.ts';
import { sniffType } from '../sniff-type.ts';
import type { BlobSource } from './blob-source.ts';
import { FileFailure, type FileFailureKind, failureKindOf } from './file-failure.ts';
import { createFileReader, type SealedFileReader } from './file-reader.ts';
import { responseHeaders } from './response-headers.ts';

type Store = Pick<FileStore, 'get' | 'put' | 'part' | 'putPart' | 'sealed'>;

export interface ServeDeps {
  /** Undefined: the account has no files here. */
  readonly openStore: (userId: string) => Promise<Store | undefined>;
  readonly source: BlobSource;
  /** ms since 1970. */
  readonly now: () => number;
}

/** What the browser tells the worker about a request. */
export interface FileRequest {
  readonly url: string;
  readonly method: string;
  /** `navigate`: the browser would leave the page for it. */
  readonly mode: string;
  readonly range: string | null;
}

/** What a type or a picture's size is found in; a photo may have its previews before its own size. Bytes */
const HEAD_BYTES = 64 * 1024;
const PICTURE_HEAD_BYTES = 1024 * 1024;
/** The time of last use is kept this exactly. ms */
const USED_EVERY = 3_600_000;

const STATUS: Record<FileFailureKind, number> = { unknown: 404, gone: 410, damaged: 422, unreachable: 503 };

const json = (answer: FileAnswer): Response =>
  Response.json(answer, { headers: { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } });

const failed = (kind: FileFailureKind): Response =>
  new Response(null, { status: STATUS[kind], headers: { 'Cache-Control': 'no-store' } });

/** A stream that fetches only as fast as it is read. */
const streamOf = (
  first: Uint8Array<ArrayBuffer>,
  rest: AsyncGenerator<Uint8Array<ArrayBuffer>, void>,
  stop: AbortController,
): ReadableStream<Uint8Array<ArrayBuffer>> => {
  let next: Uint8Array<ArrayBuffer> | undefined = first;
  return new ReadableStream(
    {
      pull: async (controller) => {
        if (next === undefined) {
          const { value, done } = await rest.next();
          if (done) return controller.close();
          next = value;
        }
        controller.enqueue(next);
        next = undefined;
      },
      cancel: async () => {
        stop.abort();
        await rest.return();
      },
    },
    { highWaterMark: 0 },
  );
};

/** The first bytes of a file, and all of it is fetched when `whole`. */
const readHead = async (reader: SealedFileReader, file: KeptFile, whole: boolean): Promise<Uint8Array> => {
  const all = whole && file.size <= KEPT_WHOLE_BYTES;
  const head = new Uint8Array(Math.min(file.size, all ? PICTURE_HEAD_BYTES : HEAD_BYTES));
  let at = 0;
  for await (const bytes of reader.read(file, 0, all ? file.size : head.byteLength)) {
    if (at < head.byteLength) head.set(bytes.subarray(0, head.byteLength - at), at);
    at += bytes.byteLength;
  }
  return head;
};

/** Answers requests for opened files. */
export const createFileServer = ({ openStore, source, now }: ServeDeps) => {
  /** Finds what a file is, once: its first chunk also proves the key. */
  const proven = async (store: Store, reader: SealedFileReader, file: KeptFile): Promise<KeptFile> => {
    if (file.type !== '') return file;
    const head = await readHead(reader, file, false);
    return note(store, file, sniffType(head, head.byteLength === file.size));
  };

  const note = async (store: Store, file: KeptFile, type: string): Promise<KeptFile> => {
    const known = await store.get(file.blob);
    // Meanwhile the page gave another key, or cancelled the request.
    if (known?.key !== file.key) throw new FileFailure('unknown');
    const noted = { ...known, type, usedAt: now() };
    if (known.type !== type || noted.usedAt - known.usedAt > USED_EVERY) await store.put([noted]);
    return noted;
  };

  const about = async (store: Store, file: KeptFile, whole: boolean): Promise<FileAnswer> => {
    try {
      const head = await readHead(createFileReader(store, source), file, whole);
      const type = sniffType(head, head.byteLength === file.size);
      await note(store, file, type);
      const picture = readPictureHeader(type, head);
      return {
        state: 'ready',
        type,
        ...(picture === undefined ? {} : { width: picture.width, height: picture.height }),
      };
    } catch (error) {
      return { state: failureKindOf(error) };
    }
  };

  const send = async (store: Store, known: KeptFile, path: FilePath, request: FileRequest, asDownload: boolean) => {
    const stop = new AbortController();
    const reader = createFileReader(store, source);
    try {
      const file = { ...(await proven(store, reader, known)), name: path.name };
      const range = parseRange(request.range ?? undefined, file.size);
      if (range === 'unsatisfiable')
        return new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${file.size}` } });
      const headers = responseHeaders(file, range, asDownload);
      const status = range === undefined ? 200 : 206;
      if (request.method === 'HEAD') return new Response(null, { status, headers });
      const { first, last } = range ?? { first: 0, last: file.size - 1 };
      const bytes = reader.read(file, first, last + 1, stop.signal);
      // A failure at the beginning is an answer of its own; one further on ends the stream.
      const begun = await bytes.next();
      return new Response(streamOf(begun.value ?? new Uint8Array(0), bytes, stop), { status, headers });
    } catch (error) {
      return failed(failureKindOf(error));
    }
  };

  return async (request: FileRequest): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const path = parseFilePath(pathname);
    const asDownload = searchParams.has('download');
    // A file is never opened as a page of this origin, only saved.
    if (path === undefined || (request.mode === 'navigate' && !asDownload)) return failed('unknown');
    if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405 });
    try {
      const store = await openStore(path.userId);
      const file = await store?.get(path.blob);
      const asked = searchParams.get('about');
      if (store === undefined || file === undefined)
        return asked === null ? failed('unknown') : json({ state: 'unknown' });
      return asked === null
        ? await send(store, file, path, request, asDownload)
        : json(await about(store, file, asked === 'whole'));
    } catch {
      return failed('unreachable');
    }
  };
};
