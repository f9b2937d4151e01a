import type { UserId } from '../../shared/ids/account.ts';
import type { Blocks } from '../ports/blocks.ts';
import { decideBlock } from '../rules/decide-block.ts';
import { BLOCK_READS, blockFacts, blockWrites } from '../sql/blocks.ts';
import type { Connection } from './connection.ts';
import { prepare } from './statement.ts';

/** Who is blocked: what one person decides about another, of which the other is never told. */
export const createBlocks = ({ database, driver, read, write }: Connection): Omit<Blocks, 'acceptStranger'> => {
  const unseen = prepare<[UserId, UserId], { number: number }>(
    database,
    `select blocked as number from blocks b join accounts a on a.number = b.blocker where user_id = ? and active = 1
     union select blocker from blocks b join accounts a on a.number = b.blocked where user_id = ? and active = 1`,
  );
  return {
    setBlock: (blocker, blocked, on, at) =>
      write((takeChange) => {
        const pair: [UserId, UserId][] = [[blocker, blocked]];
        const facts = blockFacts(driver.readAll(BLOCK_READS, { pairs: pair, shared: pair, requested: pair }));
        const { outcome, plan } = decideBlock(facts, on, at);
        driver.write(blockWrites(plan, plan.changes === 0 ? 0 : takeChange(plan.changes)));
        return outcome;
      }),
    unseenBy: (userId) => read(() => new Set(unseen.all(userId, userId).map(({ number }) => number))),
  };
};
