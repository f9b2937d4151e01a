import type { UserId } from '../../shared/ids/account.ts';
import type { Blocks } from '../ports/blocks.ts';
import { decideBlock } from '../rules/decide-block.ts';
import { BLOCK_READS, blockFacts, blockWrites } from '../sql/blocks.ts';
import { READ_UNSEEN } from '../sql/people.ts';
import type { Connection } from './connection.ts';

/** Who is blocked: what one person decides about another, of which the other is never told. */
export const createBlocks = ({ driver, read, write }: Connection): Omit<Blocks, 'acceptStranger'> => {
  return {
    setBlock: (blocker, blocked, on, at) =>
      write((takeChange) => {
        const pair: [UserId, UserId][] = [[blocker, blocked]];
        const facts = blockFacts(driver.readAll(BLOCK_READS, { pairs: pair, shared: pair, requested: pair }));
        const { outcome, plan } = decideBlock(facts, on, at);
        driver.write(blockWrites(plan, plan.changes === 0 ? 0 : takeChange(plan.changes)));
        return outcome;
      }),
    unseenBy: (userId) => read(() => new Set(driver.read(READ_UNSEEN, [[userId]]).map(({ number }) => number))),
  };
};
