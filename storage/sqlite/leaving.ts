import { conversationDocument, type DocumentName } from '../../shared/document/name.ts';
import type { Leaving } from '../ports/leaving.ts';
import { decideAccountRemoval } from '../rules/decide-account-removal.ts';
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
import { createTruncation } from './truncation.ts';

export const createLeaving = ({ database, driver, read, write }: Connection, carryOut: CarryOut): Leaving => {
  const truncateWal = createTruncation(database);
  const documentsUnder = (prefix: string): DocumentName[] =>
    driver.read(READ_NAMED, [[...namesUnder(prefix), Number.MAX_SAFE_INTEGER]]).map(({ name }) => name);

  return {
    ownedGroups: (userId) =>
      read(() => driver.read(READ_OWNED_GROUPS, [[userId]]).map(({ id, name }) => ({ id, name: name ?? undefined }))),
    removeAccount: ({ userId, messages, at }) =>
      write((takeChange) => {
        const [leaver] = driver.read(READ_LEAVER, [[userId]]);
        if (leaver === undefined) return undefined;
        const { number: account } = leaver;
        const mine = driver.read(READ_GROUPS, [[userId]]).map(({ id }) => id);
        const groups = groupFacts(driver.readAll(GROUP_READS, groupInputs(mine)));
        const isOwner = driver.read(READ_OWNED_GROUPS, [[userId]]).length > 0;
        const left = carryOut(decideAccountRemoval({ account, isOwner, groups }, at), takeChange);
        if (left !== 'owner') driver.write(leaverWrites(account, messages, takeChange()));
        return left;
      }),
    erasures: () =>
      read(() =>
        driver
          .read(READ_ERASURES, [[]])
          .map(({ user_id, number, messages }) => ({ userId: user_id, number, messages: messages === 1 })),
      ),
    chaptersOf: (number) =>
      read(() =>
        driver
          .read(READ_WRITTEN_CHAPTERS, [[number]])
          .map(({ conversation, chapter }) => ({ conversationId: conversation, chapter })),
      ),
    abandonedDocuments: (userId) =>
      read(() => [
        ...documentsUnder(`account/${userId}/`),
        ...driver
          .read(READ_EMPTY_GROUPS, [[userId]])
          .flatMap(({ id }) => [conversationDocument(id), ...documentsUnder(`${conversationDocument(id)}/`)]),
      ]),
    dropDocuments: async (names) => {
      await write(() => {
        const found = driver.read(
          READ_DOCUMENT,
          names.map((name): [string] => [name]),
        );
        driver.write(dropDocuments(found.map(({ id }) => id)));
      });
      // While another process reads, the next checkpoint does it.
      await truncateWal();
    },
    finishErasure: (number) => write(() => driver.write([rowWrite(FINISH_ERASURE, [[number]])])),
  };
};
