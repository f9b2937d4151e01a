import { conversationDocument, type DocumentName } from '../../shared/document/name.ts';
import type { Leaving } from '../ports/leaving.ts';
import { decideAccountRemoval } from '../rules/decide-account-removal.ts';
import { RELEASE_OWN } from '../sql/blobs.ts';
import { dropDocuments, namesUnder, READ_DOCUMENT, READ_NAMED } from '../sql/documents.ts';
import { groupFacts, groupInputs } from '../sql/group-facts.ts';
import { GROUP_READS } from '../sql/group-reads.ts';
import {
  FINISH_ERASURE,
  leaverWrites,
  READ_EMPTY_GROUPS,
  READ_ERASURES,
  READ_GROUPS,
  READ_LEAVER,
  READ_OWNED_GROUPS,
  READ_WRITTEN_CHAPTERS,
} from '../sql/leaving.ts';
import { rowWrite } from '../sql/statements.ts';
import type { Connection } from './connection.ts';
import type { CarryOut } from './plan-writer.ts';
import { driver, takeChange, type Work } from './work.ts';

export const createLeaving = ({ read, write, forgetDeleted }: Connection, carryOut: CarryOut): Leaving => {
  function* documentsUnder(prefix: string): Work<DocumentName[]> {
    const found = yield* driver.read(READ_NAMED, [[...namesUnder(prefix), Number.MAX_SAFE_INTEGER]]);
    return found.map(({ name }) => name);
  }

  return {
    ownedGroups: (userId) =>
      read(function* () {
        return (yield* driver.read(READ_OWNED_GROUPS, [[userId]])).map(({ id, name }) => ({
          id,
          name: name ?? undefined,
        }));
      }),
    removeAccount: ({ userId, messages, at }) =>
      write(function* () {
        const [leaver] = yield* driver.read(READ_LEAVER, [[userId]]);
        if (leaver === undefined) return undefined;
        const { number: account } = leaver;
        const mine = (yield* driver.read(READ_GROUPS, [[userId]])).map(({ id }) => id);
        const groups = groupFacts(yield* driver.readAll(GROUP_READS, groupInputs(mine)));
        const isOwner = (yield* driver.read(READ_OWNED_GROUPS, [[userId]])).length > 0;
        const left = yield* carryOut(decideAccountRemoval({ account, isOwner, groups }, at));
        if (left === 'owner') return left;
        yield* driver.write(leaverWrites(account, messages, yield* takeChange()));
        yield* driver.read(RELEASE_OWN, [[account]]);
        return left;
      }),
    erasures: () =>
      read(function* () {
        return (yield* driver.read(READ_ERASURES, [[]])).map(({ user_id, number, messages }) => ({
          userId: user_id,
          number,
          messages: messages === 1,
        }));
      }),
    chaptersOf: (number) =>
      read(function* () {
        return (yield* driver.read(READ_WRITTEN_CHAPTERS, [[number]])).map(({ conversation, chapter }) => ({
          conversationId: conversation,
          chapter,
        }));
      }),
    abandonedDocuments: (userId) =>
      read(function* () {
        const names = yield* documentsUnder(`account/${userId}/`);
        for (const { id } of yield* driver.read(READ_EMPTY_GROUPS, [[userId]])) {
          const name = conversationDocument(id);
          names.push(name, ...(yield* documentsUnder(`${name}/`)));
        }
        return names;
      }),
    dropDocuments: async (names) => {
      await write(function* () {
        const found = yield* driver.read(
          READ_DOCUMENT,
          names.map((name): [string] => [name]),
        );
        yield* driver.write(dropDocuments(found.map(({ id }) => id)));
      });
      // While that is not possible, the database does it later.
      await forgetDeleted();
    },
    finishErasure: (number) => write(() => driver.write([rowWrite(FINISH_ERASURE, [[number]])])),
  };
};
