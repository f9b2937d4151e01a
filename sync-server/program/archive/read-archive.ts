import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import * as v from 'valibot';
import {
  ARCHIVE_END,
  ARCHIVE_HEAD,
  type ArchiveEnd,
  type ArchiveHead,
  END_NAME,
  HEAD_NAME,
  NEWEST_FORMAT,
} from './archive-format.ts';
import { BLOCK, decodeHeader, paddingOf } from './tar-header.ts';

/** The file is no backup, or not all of one; the message is one sentence. */
export class ArchiveError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'ArchiveError';
  }
}

const CHUNK = 256 * 1024;
/** Bytes of the head and the end at most. */
const SMALL = 64 * 1024;

const parseEntry = <T>(schema: v.GenericSchema<unknown, T>, bytes: Uint8Array): T | undefined => {
  try {
    const parsed = v.safeParse(schema, JSON.parse(Buffer.from(bytes).toString('utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
};

/** Receives one file of an archive; undefined: the file is skipped. */
export type TakeEntry = (name: string, size: number) => Promise<((chunk: Uint8Array) => Promise<void>) | undefined>;

export interface ReadArchive {
  readonly head: ArchiveHead;
  readonly end: ArchiveEnd;
}

/**
 * Reads a backup once, from its beginning to its end, and checks its sum. What `take` was given counts only once this
 * resolves. Throws an `ArchiveError` for a file that is no backup, is cut off or was changed.
 */
export const readArchive = async (
  path: string,
  take: TakeEntry,
  onHead: (head: ArchiveHead) => void = () => undefined,
): Promise<ReadArchive> => {
  const file = await open(path, 'r');
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(CHUNK);
  /** The next bytes, at most so many; they are overwritten by the next call. */
  const next = async (most: number): Promise<Uint8Array> => {
    const { bytesRead } = await file.read(buffer, 0, Math.min(most, CHUNK));
    if (bytesRead === 0) throw new ArchiveError(`The backup ${path} is cut off: it was not written to its end.`);
    return buffer.subarray(0, bytesRead);
  };
  async function* bytes(size: number) {
    for (let left = size; left > 0; ) {
      const chunk = await next(left);
      left -= chunk.byteLength;
      yield chunk;
    }
  }
  const whole = async (size: number): Promise<Uint8Array> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes(size)) chunks.push(Uint8Array.from(chunk));
    return Buffer.concat(chunks);
  };
  const broken = (): ArchiveError => new ArchiveError(`The file ${path} is no backup of Skerry, or it is damaged.`);

  try {
    let head: ArchiveHead | undefined;
    for (;;) {
      const block = await whole(BLOCK);
      const entry = decodeHeader(block);
      if (entry === undefined || entry === 'end') throw broken();
      const { name, size } = entry;
      const isSmall = name === HEAD_NAME || name === END_NAME;
      if (isSmall ? size > SMALL : head === undefined) throw broken();
      if (name === END_NAME) {
        const end = parseEntry(ARCHIVE_END, await whole(size));
        if (head === undefined || end === undefined) throw broken();
        if (end.sha256 !== hash.digest('hex'))
          throw new ArchiveError(`The backup ${path} is damaged: its bytes are not those that were written.`);
        const rest = await whole(paddingOf(size) + 2 * BLOCK);
        if (rest.some((byte) => byte !== 0) || (await file.read(buffer, 0, 1)).bytesRead > 0) throw broken();
        return { head, end };
      }
      hash.update(block);
      if (name === HEAD_NAME) {
        const text = await whole(size);
        hash.update(text);
        head = parseEntry(ARCHIVE_HEAD, text);
        if (head === undefined) throw broken();
        if (head.format > NEWEST_FORMAT)
          throw new ArchiveError(
            `The backup ${path} was made by Skerry ${head.version}, which is newer than this one.`,
          );
        onHead(head);
      } else {
        const put = await take(name, size);
        for await (const chunk of bytes(size)) {
          hash.update(chunk);
          await put?.(chunk);
        }
      }
      hash.update(await whole(paddingOf(size)));
    }
  } finally {
    await file.close();
  }
};

/** Reads only what a backup says of itself. Throws an `ArchiveError`. */
export const readHead = async (path: string): Promise<ArchiveHead> => {
  let head: ArchiveHead | undefined;
  const enough = new Error('The head was read.');
  try {
    await readArchive(
      path,
      () => Promise.resolve(undefined),
      (found) => {
        head = found;
        throw enough;
      },
    );
  } catch (error) {
    if (error !== enough) throw error;
  }
  if (head === undefined) throw new ArchiveError(`The file ${path} is no backup of Skerry.`);
  return head;
};
