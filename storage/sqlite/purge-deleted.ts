import { conversationDocument } from '../../shared/document/name.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Conversations } from '../ports/conversations.ts';
import type { Upkeep } from '../ports/upkeep.ts';
import { blankWrites, EMPTY_TABLES, emptiedWrites, READ_DELETED, READ_TO_EMPTY } from '../sql/deleted-groups.ts';
import { dropDocuments, namesUnder, READ_DOCUMENT, READ_NAMED } from '../sql/documents.ts';
import type { Connection } from './connection.ts';
import { createTruncation } from './truncation.ts';

/** Rows removed by one transaction: others wait no longer than some ten milliseconds. */
const BATCH = 2_000;
/** Documents of one transaction; each is up to some MB. */
const DOCUMENTS = 2;

/**
 * Takes what deleted groups held off the disk, a little at a time; a crash goes on where it was. What stays is that there
 * was such a group, who was in it, and what it was called when they left: their devices are told that much.
 */
export const createPurgeDeleted = ({
  database,
  driver,
  read,
  write,
}: Connection): Pick<Upkeep, 'purgeDeleted'> & Pick<Conversations, 'isDeleted'> => {
  const truncateWal = createTruncation(database);

  /** True when something was there to remove. */
  const removeSome = (id: number, publicId: ConversationId): boolean => {
    const name = conversationDocument(publicId);
    const chapters = driver.read(READ_NAMED, [[...namesUnder(`${name}/`), DOCUMENTS]]);
    const found = [...driver.read(READ_DOCUMENT, [[name]]), ...chapters].slice(0, DOCUMENTS);
    driver.write(dropDocuments(found.map((document) => document.id)));
    return found.length > 0 || EMPTY_TABLES.some((table) => driver.read(table, [[id, BATCH]]).length > 0);
  };

  return {
    purgeDeleted: async () => {
      const group = await read(() => driver.read(READ_TO_EMPTY, [[]])[0]);
      if (group === undefined) return false;
      const more = await write(() => {
        if (removeSome(group.id, group.public_id)) return true;
        driver.write(blankWrites(group.id));
        return false;
      });
      if (more) return true;
      // While another process reads it is tried again later.
      if (!(await truncateWal())) return false;
      await write(() => driver.write(emptiedWrites(group.id)));
      return true;
    },
    isDeleted: (id) => read(() => driver.read(READ_DELETED, [[id]]).length > 0),
  };
};
