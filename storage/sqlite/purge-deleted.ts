import type { Conversations } from '../ports/conversations.ts';
import type { Upkeep } from '../ports/upkeep.ts';
import type { Connection } from './connection.ts';
import { prepare } from './statement.ts';
import { whenIdle } from './transaction.ts';

/** Rows removed by one transaction: others wait no longer than some ten milliseconds. */
const BATCH = 2_000;
/** Documents of one transaction; each is up to some MB. */
const DOCUMENTS = 2;
/** What stands in rows of its own, by the columns of its key. */
const TABLES = {
  messages: 'conversation, id',
  stamps: 'conversation, seq',
  mentions: 'conversation, account, seq',
  disappearing: 'conversation, id',
  receipt_log: 'conversation, account, kind, seq',
  kept_heads: 'conversation, account',
  kept_marks: 'conversation, viewer, account',
  chapters: 'conversation, chapter',
} as const;

/**
 * Takes what deleted groups held off the disk, a little at a time; a crash goes on where it was. What stays is that there
 * was such a group, who was in it, and what it was called when they left: their devices are told that much.
 */
export const createPurgeDeleted = ({
  database,
  read,
  write,
}: Connection): Pick<Upkeep, 'purgeDeleted'> & Pick<Conversations, 'isDeleted'> => {
  const next = prepare<[], { id: number; publicId: string }>(
    database,
    'select id, public_id as publicId from conversations where deleted_at is not null and purged = 0 limit 1',
  );
  const documents = prepare<[string, string, string, number], { id: number }>(
    database,
    'select id from documents where name = ? or (name > ? and name < ?) limit ?',
  );
  const dropRows = prepare<[number]>(database, 'delete from journal where document = ?');
  const dropSnapshot = prepare<[number]>(database, 'delete from snapshots where document = ?');
  const dropDocument = prepare<[number]>(database, 'delete from documents where id = ?');
  const drops = Object.entries(TABLES).map(([table, key]) =>
    prepare<[number, number]>(
      database,
      `delete from ${table} where (${key}) in (select ${key} from ${table} where conversation = ? limit ?)`,
    ),
  );
  const blank = prepare<[number]>(
    database,
    `update conversations set title = null, picture = null, head_id = null, head_chapter = null, head_seq = null,
       head_by = null, head_at = null, head_stamped_at = null, head_entry = null, head_edit = null, head_deleted = 0 where id = ?`,
  );
  const finish = prepare<[number]>(database, 'update conversations set purged = 1 where id = ?');
  const truncateWal = prepare<[], { busy: number }>(database, 'pragma wal_checkpoint(truncate)');
  const deleted = prepare<[string], { one: 1 }>(
    database,
    'select 1 as one from conversations where public_id = ? and deleted_at is not null',
  );

  /** True when something was there to remove. */
  const removeSome = (id: number, publicId: string): boolean => {
    const name = `conversation/${publicId}`;
    // "0" follows "/": the chapters, and nothing else.
    const found = documents.all(name, `${name}/`, `${name}0`, DOCUMENTS);
    for (const document of found) {
      dropRows.run(document.id);
      dropSnapshot.run(document.id);
      dropDocument.run(document.id);
    }
    return found.length > 0 || drops.some((drop) => drop.run(id, BATCH) > 0);
  };

  return {
    purgeDeleted: async () => {
      const group = await read(() => next.get());
      if (group === undefined) return false;
      const more = await write(() => {
        if (removeSome(group.id, group.publicId)) return true;
        blank.run(group.id);
        return false;
      });
      if (more) return true;
      // Only a truncated WAL is free of old pages. While another process reads it cannot be: tried again later.
      if ((await whenIdle(database, () => truncateWal.get()))?.busy !== 0) return false;
      await write(() => finish.run(group.id));
      return true;
    },
    isDeleted: (id) => read(() => deleted.get(id) !== undefined),
  };
};
