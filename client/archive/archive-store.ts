import * as v from 'valibot';
import { abort, completion, openDatabase, result, STRICT, type Stores } from '../disk/indexeddb.ts';
import { archiveDatabase } from './archive-database.ts';
import { ARCHIVED_MESSAGE, type ArchivedMessage, type ArchiveHead } from './archived-message.ts';

/** Imported conversations on this device. Nothing of them is ever sent, and nobody can write into them. */

const ARCHIVE = v.object({
  id: v.string(),
  title: v.string(),
  /** Of the newest file that was taken in, ms since 1970. */
  exportedAt: v.string(),
  messages: v.number(),
});
export type Archive = v.InferOutput<typeof ARCHIVE>;

const STORES: Stores = { archives: {}, messages: {}, places: {} };

/** In the order of the conversation: as the server numbered them, then what it had not by time. */
type Place = [conversation: string, rank: number, at: string, id: string];
const placeOf = (conversation: string, { id, seq, writtenAt }: ArchivedMessage): Place =>
  seq === undefined ? [conversation, Number.MAX_SAFE_INTEGER, writtenAt, id] : [conversation, seq, '', id];
const allOf = (conversation: string): IDBKeyRange => IDBKeyRange.bound([conversation], [conversation, []]);

interface AddedMessages {
  readonly count: number;
  readonly isNew: boolean;
}

export interface ArchiveStore {
  readonly list: () => Promise<readonly Archive[]>;
  /**
   * Takes in messages that are not here yet, and the later version of those that are. Answers how many are new, and whether
   * the conversation is; undefined: the disk took none of them.
   */
  readonly add: (head: ArchiveHead, messages: readonly ArchivedMessage[]) => Promise<AddedMessages | undefined>;
  /** At most so many before a place, in their order; `before` undefined: the last ones. */
  readonly page: (
    conversation: string,
    before: Place | undefined,
    most: number,
  ) => Promise<{ readonly messages: readonly ArchivedMessage[]; readonly before: Place | undefined }>;
  /** @param only removed only while it has exactly so many messages: another tab may have added some */
  readonly remove: (conversation: string, only?: number) => Promise<boolean>;
  readonly close: () => void;
}

interface Kept {
  readonly message: unknown;
  readonly exportedAt: string;
}

/** @param mayCreate false: undefined when nothing was ever imported */
export const openArchive = async (userId: string, mayCreate: boolean): Promise<ArchiveStore | undefined> => {
  const name = archiveDatabase(userId);
  if (!mayCreate && !(await indexedDB.databases()).some((one) => one.name === name)) return undefined;
  const db = await openDatabase(name, STORES);

  return {
    list: async () => {
      const all: readonly unknown[] = await result(db.transaction('archives').objectStore('archives').getAll());
      return all.flatMap((one) => {
        const parsed = v.safeParse(ARCHIVE, one);
        return parsed.success ? [parsed.output] : [];
      });
    },
    add: async (head, messages) => {
      const transaction = db.transaction(['archives', 'messages', 'places'], 'readwrite', STRICT);
      const done = completion(transaction);
      const [archives, kept, places] = ['archives', 'messages', 'places'].map((one) =>
        transaction.objectStore(one),
      ) as [IDBObjectStore, IDBObjectStore, IDBObjectStore];
      let added = 0;
      let isNew = false;
      const put = (message: ArchivedMessage, known: Place | undefined): void => {
        if (known === undefined) added += 1;
        else kept.delete(known);
        const place = placeOf(head.id, message);
        kept.put({ message, exportedAt: head.exportedAt } satisfies Kept, place);
        places.put(place, [head.id, message.id]);
      };
      const take = async (message: ArchivedMessage): Promise<void> => {
        const known: Place | undefined = await result(places.get([head.id, message.id]));
        const before: Kept | undefined = known === undefined ? undefined : await result(kept.get(known));
        if (before === undefined || before.exportedAt < head.exportedAt) put(message, known);
      };
      try {
        // One after the other: a file may name a message twice.
        for (const message of messages) await take(message);
        const known: Archive | undefined = await result(archives.get(head.id));
        isNew = known === undefined;
        const isNewer = known === undefined || known.exportedAt < head.exportedAt;
        archives.put(
          {
            id: head.id,
            title: isNewer ? head.title : known.title,
            exportedAt: isNewer ? head.exportedAt : known.exportedAt,
            messages: (known?.messages ?? 0) + added,
          } satisfies Archive,
          head.id,
        );
      } catch {
        abort(transaction);
        return undefined;
      }
      return (await done) ? { count: added, isNew } : undefined;
    },
    page: async (conversation, before, most) => {
      const range = before === undefined ? allOf(conversation) : IDBKeyRange.bound([conversation], before, false, true);
      const request = db.transaction('messages').objectStore('messages').openCursor(range, 'prev');
      const found: { place: Place; message: ArchivedMessage }[] = [];
      await new Promise<void>((resolve, reject) => {
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const cursor = request.result;
          if (cursor === null || found.length > most) return resolve();
          const parsed = v.safeParse(ARCHIVED_MESSAGE, (cursor.value as Kept).message);
          if (parsed.success) found.push({ place: cursor.key as Place, message: parsed.output });
          cursor.continue();
        };
      });
      const shown = found.slice(0, most);
      return {
        messages: shown.map(({ message }) => message).reverse(),
        before: found.length > most ? shown.at(-1)?.place : undefined,
      };
    },
    remove: async (conversation, only) => {
      const transaction = db.transaction(['archives', 'messages', 'places'], 'readwrite', STRICT);
      const done = completion(transaction);
      const archives = transaction.objectStore('archives');
      const known: Archive | undefined = await result(archives.get(conversation));
      if (only !== undefined && known?.messages !== only) return false;
      archives.delete(conversation);
      for (const store of ['messages', 'places']) transaction.objectStore(store).delete(allOf(conversation));
      return done;
    },
    close: () => db.close(),
  };
};
