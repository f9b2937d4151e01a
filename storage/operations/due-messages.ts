import { type MessageId, parseMessageId } from '../../shared/ids/ulid.ts';
import type { Upkeep } from '../ports/upkeep.ts';
import { READ_DUE } from '../sql/upkeep.ts';
import { ulidFromBytes } from '../ulid-bytes.ts';
import type { Connection } from './connection.ts';
import { driver } from './work.ts';

const idOf = (bytes: Uint8Array): MessageId => {
  const id = parseMessageId(ulidFromBytes(bytes));
  if (id === undefined) throw new Error('The database holds a message id that is none.');
  return id;
};

export const createDueMessages =
  ({ read }: Connection): Upkeep['dueMessages'] =>
  (now, limit) =>
    read(function* () {
      return (yield* driver.read(READ_DUE, [[now, limit]])).map(({ conversation, chapter, id, author }) => ({
        conversationId: conversation,
        chapter,
        id: idOf(id),
        author,
      }));
    });
