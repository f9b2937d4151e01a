import type { PushContent } from '../../shared/protocol/push.ts';
import { completion, openDatabase, result, STRICT } from '../disk/indexeddb.ts';
import type { Message } from '../i18n/register.ts';

/** What pages and the service worker leave for each other. It holds no words of any message but replies not yet sent. */
export interface PushNotes {
  /** The account (its number) that wants to be reached here, and how much is shown. */
  readonly wanted?: { readonly account: number; readonly content: PushContent } | undefined;
  /** The service worker's texts in the person's language. */
  readonly texts?: { readonly language: string; readonly messages: Readonly<Record<string, Message>> } | undefined;
  /** Notifications come with the system's sound. */
  readonly sound?: boolean | undefined;
  /** Conversations that the badge counts. */
  readonly unread?: readonly string[] | undefined;
}

/** Asked for from a notification while no page was open; the replica's outbox does it. */
export type PushAct =
  | { readonly kind: 'read'; readonly account: number; readonly conversation: string; readonly seq: number }
  | {
      readonly kind: 'reply';
      readonly account: number;
      readonly conversation: string;
      /** The message's, so that it is sent once. */
      readonly id: string;
      readonly text: string;
    };

const NAME = 'skerry-push';
const STORES = { notes: {}, acts: { autoIncrement: true } };
const KEY = 'notes';

const withStore = async <T>(
  store: keyof typeof STORES,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => Promise<T>,
): Promise<T> => {
  const db = await openDatabase(NAME, STORES);
  try {
    const transaction = db.transaction(store, mode, STRICT);
    const done = completion(transaction);
    const value = await work(transaction.objectStore(store));
    if (mode === 'readwrite' && !(await done)) throw new Error('Not stored.');
    return value;
  } finally {
    db.close();
  }
};

/** Everything is missing where the disk refuses. */
export const readNotes = (): Promise<PushNotes> =>
  withStore('notes', 'readonly', async (store) => ((await result(store.get(KEY))) ?? {}) as PushNotes).catch(
    () => ({}),
  );

export const changeNotes = (change: Partial<PushNotes>): Promise<void> =>
  withStore('notes', 'readwrite', async (store) => {
    const known = ((await result(store.get(KEY))) ?? {}) as PushNotes;
    await result(store.put({ ...known, ...change }, KEY));
  });

export const addAct = (act: PushAct): Promise<void> =>
  withStore('acts', 'readwrite', async (store) => void (await result(store.add(act))));

/** Those that wait, in order, with what removes each. */
export const readActs = (): Promise<readonly { readonly key: IDBValidKey; readonly act: PushAct }[]> =>
  withStore('acts', 'readonly', async (store) => {
    const [keys, acts] = await Promise.all([result(store.getAllKeys()), result<unknown[]>(store.getAll())]);
    return keys.map((key, i) => ({ key, act: acts[i] as PushAct }));
  }).catch(() => []);

export const removeAct = (key: IDBValidKey): Promise<void> =>
  withStore('acts', 'readwrite', async (store) => void (await result(store.delete(key))));

/** Signing out: what is left says who wanted to be reached, so that signing in again restores it. */
export const forgetNotes = async (): Promise<void> => {
  await changeNotes({ unread: [] });
  await withStore('acts', 'readwrite', async (store) => void (await result(store.clear())));
};
