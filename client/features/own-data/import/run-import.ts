import type { ArchiveStore } from '../../../archive/archive-store.ts';
import type { ArchivedMessage, ArchiveHead } from '../../../archive/archived-message.ts';
import { readExport } from '../../../archive/read-export.ts';
import { unpackExports } from './unpack-exports.ts';

export interface Imported {
  readonly added: number;
  /** Messages of the file that break a rule. */
  readonly skipped: number;
}

/** The disk took no more. */
class DiskFull extends Error {}

/** Messages that are stored together. */
const AT_ONCE = 500;

interface Checked {
  readonly head: ArchiveHead;
  readonly skipped: number;
}

/** Reads all of it before anything is kept: a file that breaks off leaves nothing. */
const check = async (file: Blob, signal: AbortSignal, onRead: (count: number) => void): Promise<Checked> => {
  let head: ArchiveHead | undefined;
  let skipped = 0;
  let read = 0;
  for await (const piece of readExport(file)) {
    signal.throwIfAborted();
    if (piece.kind === 'head') head = piece.head;
    else if (piece.kind === 'skipped') skipped += 1;
    read += 1;
    if (read % AT_ONCE === 0) onRead(AT_ONCE);
  }
  if (head === undefined) throw new Error('A file without a head was read.');
  return { head, skipped };
};

const keep = async (file: Blob, head: ArchiveHead, store: ArchiveStore, signal: AbortSignal): Promise<number> => {
  let waiting: ArchivedMessage[] = [];
  let added = 0;
  let isNew = false;
  const write = async (): Promise<void> => {
    const taken = await store.add(head, waiting);
    if (taken === undefined) throw new DiskFull('The disk took nothing.');
    added += taken.count;
    isNew ||= taken.isNew;
    waiting = [];
  };
  try {
    for await (const piece of readExport(file)) {
      signal.throwIfAborted();
      if (piece.kind === 'message') waiting.push(piece.message);
      if (waiting.length >= AT_ONCE) await write();
    }
    await write();
    return added;
  } catch (error) {
    if (isNew) await store.remove(head.id, added);
    throw error;
  }
};

/** Takes in a file, or all conversations of a ZIP file. What is here already stays once. */
export const runImport = async (
  file: Blob,
  store: ArchiveStore,
  signal: AbortSignal,
  onRead: (count: number) => void,
): Promise<Imported> => {
  const files = await unpackExports(file, signal);
  const checked: Checked[] = [];
  for (const one of files) checked.push(await check(one, signal, onRead));
  let added = 0;
  for (const [at, one] of files.entries()) {
    const head = checked[at]?.head;
    if (head !== undefined) added += await keep(one, head, store, signal);
  }
  return { added, skipped: checked.reduce((sum, { skipped }) => sum + skipped, 0) };
};
