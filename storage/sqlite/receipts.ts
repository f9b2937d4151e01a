import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Receipts } from '../ports/receipts.ts';
import { decideReceipts, decideRise } from '../rules/decide-receipts.ts';
import { markFacts, markWrites, READ_MARKS, RECEIPT_READS, receiptFacts } from '../sql/receipts.ts';
import type { Connection } from './connection.ts';

/** Watermarks, and when they passed a message. */
export const createReceipts = ({ driver, now, read, write }: Connection): Receipts => ({
  raise: (id, userId, marks) =>
    write((takeChange) => {
      const plan = decideRise(markFacts(driver.read(READ_MARKS, [[id, userId]])), marks);
      if (plan === undefined) return false;
      driver.write(markWrites(plan, takeChange(), now()));
      return true;
    }),
  receipts: (id, seq, asker) =>
    read(() => {
      const asked: [ConversationId, number, UserId][] = [[id, seq, asker]];
      return decideReceipts(receiptFacts(driver.readAll(RECEIPT_READS, { messages: asked, others: asked })), seq);
    }),
});
