import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Receipts } from '../ports/memberships.ts';
import { decideReceipts, decideRise } from '../rules/decide-receipts.ts';
import { markFacts, markWrites, READ_MARKS, RECEIPT_READS, receiptFacts } from '../sql/receipts.ts';
import type { Connection } from './connection.ts';
import { driver, takeChange } from './work.ts';

/** Watermarks, and when they passed a message. */
export const createReceipts = ({ now, read, write }: Connection): Receipts => ({
  raise: (id, userId, marks) =>
    write(
      function* () {
        const plan = decideRise(markFacts(yield* driver.read(READ_MARKS, [[id, userId]])), marks);
        if (plan === undefined) return false;
        yield* driver.write(markWrites(plan, yield* takeChange(), now()));
        return true;
      },
      { conversations: [id] },
    ),
  receipts: (id, seq, asker) =>
    read(function* () {
      const asked: [ConversationId, number, UserId][] = [[id, seq, asker]];
      return decideReceipts(
        receiptFacts(yield* driver.readAll(RECEIPT_READS, { messages: asked, others: asked })),
        seq,
      );
    }),
});
