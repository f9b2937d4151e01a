import * as v from 'valibot';
import { type FileBody, SEALED_FILE } from '../../shared/envelope/file-body.ts';
import { CHUNK_BYTES, sealedSize } from '../../shared/files/sealed-file.ts';
import { completion, openDatabase, result, STRICT, type Stores } from '../disk/indexeddb.ts';
import { filesDatabase } from './files-database.ts';
import type { Made } from './make/made.ts';

/**
 * Sealed files on this device. Tabs write what is attached, the service worker what it fetched; the replica uploads from
 * here, and frees space. They share nothing but this store in IndexedDB.
 */

/** Sealed bytes of one part: 128 chunks. A whole number of chunks, so that any range opens from at most two parts. */
const PART_CHUNKS = 128;
/** Plain bytes of one part; the last of a file may be shorter. */
export const PART_BYTES = PART_CHUNKS * CHUNK_BYTES;

/** What the device knows of a file; its bytes are the parts beside it. */
export const KEPT_FILE = v.object({
  ...SEALED_FILE.entries,
  name: v.string(),
  /** The type it is served as: found in its bytes, never taken from a message. */
  type: v.string(),
  /** When it was attached or last shown, ms since 1970: the longest unused file is removed first. */
  usedAt: v.number(),
  /** All its parts are here. */
  whole: v.boolean(),
  /** The server has it, in a message that has a stamp: only then may it leave this device. */
  safe: v.boolean(),
});
export type KeptFile = v.InferOutput<typeof KEPT_FILE>;

const STORES: Stores = { files: {}, parts: {}, drafts: {}, recordings: {} };

export const partsIn = (size: number): number => Math.max(1, Math.ceil(size / PART_BYTES));

const partKey = (blob: string, part: number): [string, number] => [blob, part];
const allParts = (blob: string): IDBKeyRange => IDBKeyRange.bound([blob], [blob, []]);

/** About a second of a running recording. */
export interface RecordedPiece {
  readonly bytes: Blob;
  readonly type: string;
  /** Loudness, each from 0 to 1. */
  readonly levels: readonly number[];
  /** From the beginning of the recording to the end of the piece. */
  readonly seconds: number;
}

/** A disk that is full or closed rejects, or answers false where a value says so. */
export interface FileStore {
  readonly get: (blob: string) => Promise<KeptFile | undefined>;
  readonly all: () => Promise<readonly KeptFile[]>;
  /** False: nothing of it was written. */
  readonly put: (files: readonly KeptFile[]) => Promise<boolean>;
  /** Sealed bytes of one part, from 0. False when the disk did not take it. */
  readonly putPart: (blob: string, part: number, bytes: Blob) => Promise<boolean>;
  readonly part: (blob: string, part: number) => Promise<Blob | undefined>;
  /** All sealed bytes, by reference; undefined unless all are here. */
  readonly sealed: (file: KeptFile) => Promise<Blob | undefined>;
  readonly remove: (blobs: readonly string[]) => Promise<boolean>;
  /** What is attached and not sent yet, by conversation or thread, in the order it will be sent. */
  readonly draft: (place: string) => Promise<readonly Made[]>;
  /** Changes the draft in one step, after what other tabs wrote. Returns the new value; undefined when the disk refused it. */
  readonly changeDraft: (
    place: string,
    change: (kept: readonly Made[]) => readonly Made[],
  ) => Promise<readonly Made[] | undefined>;
  /** How many files and recordings were attached and not sent. */
  readonly attached: () => Promise<number>;
  /** All files that drafts hold, by place: those that would be sent, and the originals they were made from. */
  readonly drafts: () => Promise<ReadonlyMap<string, readonly FileBody[]>>;
  /** Pieces of the recording that was begun in a field, in their order. */
  readonly recording: (place: string) => Promise<readonly RecordedPiece[]>;
  readonly putRecorded: (place: string, piece: number, recorded: RecordedPiece) => Promise<boolean>;
  readonly removeRecording: (place: string) => Promise<boolean>;
  readonly close: () => void;
}

/** @param mayRecreate whether a removed database is made again; only the replica knows that nobody has signed out */
export const openFileStore = async (userId: string, mayRecreate = false): Promise<FileStore> => {
  let opening: Promise<IDBDatabase> | undefined;
  let wasOpen = false;
  /** The next use opens an ended connection again, unless signing out has removed the database. */
  const connect = (): Promise<IDBDatabase> => {
    opening ??= openDatabase(filesDatabase(userId), STORES, undefined, mayRecreate || !wasOpen).then((db) => {
      wasOpen = true;
      const end = (): void => {
        opening = undefined;
      };
      db.addEventListener('close', end, { once: true });
      db.addEventListener('versionchange', end, { once: true });
      return db;
    });
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };
  const read = async <T>(store: string, work: (from: IDBObjectStore) => IDBRequest<T>): Promise<T> =>
    result(work((await connect()).transaction(store).objectStore(store)));
  const write = async (stores: readonly string[], work: (transaction: IDBTransaction) => void): Promise<boolean> => {
    try {
      const transaction = (await connect()).transaction([...stores], 'readwrite', STRICT);
      const done = completion(transaction);
      work(transaction);
      return await done;
    } catch {
      return false;
    }
  };
  const parsed = (value: unknown): KeptFile | undefined => {
    const file = v.safeParse(KEPT_FILE, value);
    return file.success ? file.output : undefined;
  };
  await connect();

  return {
    get: async (blob) => parsed(await read('files', (store) => store.get(blob))),
    all: async () => (await read('files', (store) => store.getAll())).flatMap((value: unknown) => parsed(value) ?? []),
    put: (files) =>
      write(['files'], (transaction) => {
        for (const file of files) transaction.objectStore('files').put(file, file.blob);
      }),
    putPart: (blob, part, bytes) =>
      write(['parts'], (transaction) => {
        transaction.objectStore('parts').put(bytes, partKey(blob, part));
      }),
    part: (blob, part) => read<Blob | undefined>('parts', (store) => store.get(partKey(blob, part))),
    sealed: async ({ blob, size }) => {
      const parts = await read<Blob[]>('parts', (store) => store.getAll(allParts(blob)));
      const whole = new Blob(parts);
      return whole.size === sealedSize(size) ? whole : undefined;
    },
    remove: (blobs) =>
      write(['files', 'parts'], (transaction) => {
        for (const blob of blobs) {
          transaction.objectStore('files').delete(blob);
          transaction.objectStore('parts').delete(allParts(blob));
        }
      }),
    draft: async (place) => (await read<Made[] | undefined>('drafts', (store) => store.get(place))) ?? [],
    changeDraft: async (place, change) => {
      let changed: readonly Made[] | undefined;
      const isWritten = await write(['drafts'], (transaction) => {
        const drafts = transaction.objectStore('drafts');
        const request: IDBRequest<Made[] | undefined> = drafts.get(place);
        request.onsuccess = () => {
          changed = change(request.result ?? []);
          if (changed.length === 0) drafts.delete(place);
          else drafts.put(changed, place);
        };
      });
      return isWritten ? changed : undefined;
    },
    attached: async () => {
      const db = await connect();
      const transaction = db.transaction(['drafts', 'recordings']);
      const [drafts, pieces] = await Promise.all([
        result<Made[][]>(transaction.objectStore('drafts').getAll()),
        result(transaction.objectStore('recordings').getAllKeys()),
      ]);
      const recordings = new Set(pieces.map((key) => (Array.isArray(key) ? String(key[0]) : '')));
      return drafts.flat().length + recordings.size;
    },
    drafts: async () => {
      const db = await connect();
      const drafts = db.transaction('drafts').objectStore('drafts');
      const [keys, values] = await Promise.all([result(drafts.getAllKeys()), result<Made[][]>(drafts.getAll())]);
      const filesOf = ({ file, original }: Made): readonly FileBody[] =>
        original === undefined ? [file] : [file, original];
      return new Map<string, readonly FileBody[]>(
        keys.map((key, i) => [String(key), (values[i] ?? []).flatMap(filesOf)]),
      );
    },
    recording: (place) => read<RecordedPiece[]>('recordings', (store) => store.getAll(allParts(place))),
    putRecorded: (place, piece, recorded) =>
      write(['recordings'], (transaction) => {
        transaction.objectStore('recordings').put(recorded, partKey(place, piece));
      }),
    removeRecording: (place) =>
      write(['recordings'], (transaction) => {
        transaction.objectStore('recordings').delete(allParts(place));
      }),
    close: () => {
      void opening?.then((db) => db.close());
      opening = undefined;
    },
  };
};
