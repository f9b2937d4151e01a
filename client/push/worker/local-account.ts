import * as v from 'valibot';
import { CONVERSATION_FACT, PERSON_FACT } from '../../../shared/protocol/facts.ts';
import { openDatabase, result } from '../../disk/indexeddb.ts';
import { DEVICE_DATABASE, recordsDatabase } from '../../replica/documents/database-names.ts';
import { DEVICE_KEY, DEVICE_RECORD, PREFIX, SESSION_KEY, SESSION_RECORD } from '../../replica/records.ts';

/** What this device knows of a conversation that a push is about. */
interface LocalConversation {
  readonly kind: 'direct' | 'group';
  readonly name: string | undefined;
  readonly read: number;
}

/** The account that is signed in on this device, read while no page of the app need be open. */
export interface LocalAccount {
  readonly number: number;
  readonly conversation: (id: string) => Promise<LocalConversation | undefined>;
  readonly nameOf: (number: number) => Promise<string | undefined>;
  readonly close: () => void;
}

const FACT = v.pick(CONVERSATION_FACT, ['kind', 'name', 'read']);
const STORE = 'records';

/** Never makes a database: signing out removed it. Rejects when one that may be there cannot be opened. */
const openRecords = (name: string): Promise<IDBDatabase | undefined> =>
  openDatabase(name, {}, undefined, false).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    throw error;
  });

const read = async (db: IDBDatabase, key: string): Promise<unknown> =>
  db.objectStoreNames.contains(STORE) ? result(db.transaction(STORE).objectStore(STORE).get(key)) : undefined;

const currentUser = async (): Promise<string | undefined> => {
  const db = await openRecords(DEVICE_DATABASE);
  try {
    const parsed = v.safeParse(DEVICE_RECORD, db === undefined ? undefined : await read(db, DEVICE_KEY));
    return parsed.success && parsed.output.signingOut !== true ? parsed.output.current : undefined;
  } finally {
    db?.close();
  }
};

/** Undefined: nobody is signed in here, or they are leaving. Rejects when that cannot be read. */
export const openLocalAccount = async (): Promise<LocalAccount | undefined> => {
  const userId = await currentUser();
  const db = userId === undefined ? undefined : await openRecords(recordsDatabase(userId));
  if (db === undefined) return undefined;
  const session = v.safeParse(SESSION_RECORD, await read(db, SESSION_KEY));
  if (!session.success || session.output.ended !== undefined || session.output.leaving === true) {
    db.close();
    return undefined;
  }
  return {
    number: session.output.number,
    conversation: async (id) => {
      const parsed = v.safeParse(FACT, await read(db, `${PREFIX.fact}${id}`));
      return parsed.success ? { ...parsed.output, name: parsed.output.name } : undefined;
    },
    nameOf: async (number) => {
      const range = IDBKeyRange.bound(PREFIX.person, `${PREFIX.person}\uffff`);
      const all: unknown[] = await result(db.transaction(STORE).objectStore(STORE).getAll(range));
      for (const one of all) {
        const parsed = v.safeParse(PERSON_FACT, one);
        if (parsed.success && parsed.output.number === number) return parsed.output.name;
      }
      return undefined;
    },
    close: () => db.close(),
  };
};
