import { completion, openDatabase, result, STRICT, type Stores } from '../../disk/indexeddb.ts';
import { SHARE_LIMITS } from './share-limits.ts';

/** What another app shared, until the person has chosen a conversation. Of no account: nobody need be signed in. */
export const SHARED_DATABASE = 'skerry-shared';
const STORES: Stores = { shared: { autoIncrement: true } };

export interface Shared {
  readonly text: string;
  readonly files: readonly File[];
  /** ms since 1970. */
  readonly at: number;
}

export interface WaitingShare {
  readonly key: IDBValidKey;
  readonly shared: Shared;
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

const bytesOf = ({ text, files }: Shared): number => files.reduce((sum, { size }) => sum + size, text.length);

/** Whether one more share fits beside what waits: nothing of that leaves for it. */
export const fitsBeside = (waiting: readonly Shared[], shared: Shared): boolean =>
  waiting.length < SHARE_LIMITS.waiting &&
  [...waiting, shared].reduce((sum, one) => sum + bytesOf(one), 0) <= SHARE_LIMITS.waitingBytes;

/** False: the disk did not take it, or too much waits. */
export const keepShared = async (shared: Shared): Promise<boolean> => {
  const db = await openDatabase(SHARED_DATABASE, STORES);
  try {
    const transaction = db.transaction('shared', 'readwrite', STRICT);
    const done = completion(transaction);
    const store = transaction.objectStore('shared');
    const waiting: IDBRequest<unknown[]> = store.getAll();
    waiting.onsuccess = () => {
      if (fitsBeside(waiting.result.filter(isShared), shared)) store.add(shared);
      else transaction.abort();
    };
    return await done;
  } finally {
    db.close();
  }
};

/** Everything that waits, the newest first; empty without one. Makes no database. */
export const readShared = async (): Promise<readonly WaitingShare[]> => {
  const isHere = (await indexedDB.databases()).some(({ name }) => name === SHARED_DATABASE);
  if (!isHere) return [];
  const db = await openDatabase(SHARED_DATABASE, STORES);
  try {
    const store = db.transaction('shared').objectStore('shared');
    const [keys, values] = await Promise.all([result(store.getAllKeys()), result<unknown[]>(store.getAll())]);
    return keys
      .flatMap((key, i): WaitingShare[] => {
        const shared = values[i];
        return isShared(shared) ? [{ key, shared }] : [];
      })
      .reverse();
  } finally {
    db.close();
  }
};

export const forgetShared = async (key: IDBValidKey): Promise<void> => {
  const db = await openDatabase(SHARED_DATABASE, STORES);
  const transaction = db.transaction('shared', 'readwrite');
  const done = completion(transaction);
  transaction.objectStore('shared').delete(key);
  await done;
  db.close();
};
