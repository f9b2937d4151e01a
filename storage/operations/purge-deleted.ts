import { conversationDocument } from '../../shared/document/name.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Conversations } from '../ports/conversations.ts';
import type { Upkeep } from '../ports/upkeep.ts';
import { EMPTY_REFERENCES, RELEASE_BLOBS } from '../sql/blobs.ts';
import { blankWrites, EMPTY_TABLES, emptiedWrites, READ_DELETED, READ_TO_EMPTY } from '../sql/deleted-groups.ts';
import { dropDocuments, namesUnder, READ_DOCUMENT, READ_NAMED } from '../sql/documents.ts';
import { rowWrite } from '../sql/statements.ts';
import type { Connection } from './connection.ts';
import { driver, type Work } from './work.ts';

/** Rows removed per transaction, so that others wait at most about ten milliseconds. */
const BATCH = 2_000;
/** Documents per transaction; each has up to some MB. */
const DOCUMENTS = 2;

/**
 * Removes what deleted groups held from the disk, a little at a time; after a crash it continues. What stays is that the
 * group existed, who its members were, and its name when they left: their devices are told that much.
 */
export const createPurgeDeleted = ({
  read,
  write,
  forgetDeleted,
}: Connection): Pick<Upkeep, 'purgeDeleted'> & Pick<Conversations, 'isDeleted'> => {
  /** True when something was there to remove. */
  function* removeSome(id: number, publicId: ConversationId): Work<boolean> {
    const name = conversationDocument(publicId);
    const chapters = yield* driver.read(READ_NAMED, [[...namesUnder(`${name}/`), DOCUMENTS]]);
    const found = [...(yield* driver.read(READ_DOCUMENT, [[name]])), ...chapters].slice(0, DOCUMENTS);
    yield* driver.write(dropDocuments(found.map((document) => document.id)));
    const released = yield* driver.read(EMPTY_REFERENCES, [[id, BATCH]]);
    yield* driver.write([
      rowWrite(
        RELEASE_BLOBS,
        [...new Set(released.map(({ blob }) => blob))].map((blob) => [1, blob]),
      ),
    ]);
    if (released.length > 0 || found.length > 0) return true;
    for (const table of EMPTY_TABLES) if ((yield* driver.read(table, [[id, BATCH]])).length > 0) return true;
    return false;
  }

  return {
    purgeDeleted: async () => {
      const group = await read(function* () {
        return (yield* driver.read(READ_TO_EMPTY, [[]]))[0];
      });
      if (group === undefined) return false;
      const more = await write(function* () {
        if (yield* removeSome(group.id, group.public_id)) return true;
        yield* driver.write(blankWrites(group.id));
        return false;
      });
      if (more) return true;
      // Not now: this is tried again later.
      if (!(await forgetDeleted())) return false;
      await write(() => driver.write(emptiedWrites(group.id)));
      return true;
    },
    isDeleted: (id) =>
      read(function* () {
        return (yield* driver.read(READ_DELETED, [[id]])).length > 0;
      }),
  };
};
