import { completion, openDatabase, result, STRICT, type Stores } from '../../disk/indexeddb.ts';

/** What another app shared, until the person has chosen a conversation. Of no account: nobody need be signed in. */
export const SHARED_DATABASE = 'skerry-shared';
const STORES: Stores = { shared: { autoIncrement: true } };
/** More than that nobody chose a conversation for: the oldest leave. */
const MOST = 20;

export interface Shared {
  readonly text: string;
  readonly files: readonly File[];
  /** ms since 1970. */
  readonly at: number;
}

const isShared = (value: unknown): value is Shared =>
  typeof value === 'object' &&
  value !== null &&
  'text' in value &&
  typeof value.text === 'string' &&
  'files' in value &&
  Array.isArray(value.files) &&
  value.files.every((one) => one instanceof Blob) &&
  'at' in value &&
  typeof value.at === 'number';

/** A title, a text and a link as one text, nothing twice: apps put the link into the text, or the text into the title. */
export const joinShared = (parts: readonly (string | undefined)[]): string => {
  const kept: string[] = [];
  for (const part of parts.map((one) => one?.trim() ?? ''))
    if (part !== '' && !kept.some((other) => other.includes(part))) kept.push(part);
  return kept.join('\n');
};

/** False: the disk did not take it. */
export const keepShared = async (shared: Shared): Promise<boolean> => {
  const db = await openDatabase(SHARED_DATABASE, STORES);
  try {
    const transaction = db.transaction('shared', 'readwrite', STRICT);
    const done = completion(transaction);
    const store = transaction.objectStore('shared');
    store.add(shared);
    const keys = store.getAllKeys();
    keys.onsuccess = () => {
      for (const key of keys.result.slice(0, -MOST)) store.delete(key);
    };
    return await done;
  } finally {
    db.close();
  }
};

/** Everything that waits, the oldest first; empty without one. Makes no database. */
export const readShared = async (): Promise<ReadonlyMap<IDBValidKey, Shared>> => {
  const isHere = (await indexedDB.databases()).some(({ name }) => name === SHARED_DATABASE);
  if (!isHere) return new Map();
  const db = await openDatabase(SHARED_DATABASE, STORES);
  try {
    const store = db.transaction('shared').objectStore('shared');
    const [keys, values] = await Promise.all([result(store.getAllKeys()), result<unknown[]>(store.getAll())]);
    return new Map(
      keys.flatMap((key, i): [IDBValidKey, Shared][] => {
        const value = values[i];
        return isShared(value) ? [[key, value]] : [];
      }),
    );
  } finally {
    db.close();
  }
};

export const forgetShared = async (keys: Iterable<IDBValidKey>): Promise<void> => {
  const db = await openDatabase(SHARED_DATABASE, STORES);
  const transaction = db.transaction('shared', 'readwrite');
  const done = completion(transaction);
  for (const key of keys) transaction.objectStore('shared').delete(key);
  await done;
  db.close();
};
