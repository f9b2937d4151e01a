import type { UserId } from '../../shared/ids/account.ts';
import type { Blocks } from '../ports/blocks.ts';
import { decideBlock } from '../rules/decide-block.ts';
import { BLOCK_READS, blockFacts, blockWrites } from '../sql/blocks.ts';
import { READ_UNSEEN } from '../sql/people.ts';
import type { Connection } from './connection.ts';
import { driver, takeChange } from './work.ts';

/** Blocks: one person's decisions about others, who are never told. */
export const createBlocks = ({ read, write }: Connection): Omit<Blocks, 'acceptStranger'> => {
  return {
    setBlock: (blocker, blocked, on, at) =>
      write(function* () {
        const pair: [UserId, UserId][] = [[blocker, blocked]];
        const facts = blockFacts(yield* driver.readAll(BLOCK_READS, { pairs: pair, shared: pair, requested: pair }));
        const { outcome, plan } = decideBlock(facts, on, at);
        yield* driver.write(blockWrites(plan, plan.changes === 0 ? 0 : yield* takeChange(plan.changes)));
        return outcome;
      }),
    unseenBy: (userId) =>
      read(function* () {
        return new Set((yield* driver.read(READ_UNSEEN, [[userId]])).map(({ number }) => number));
      }),
  };
};
