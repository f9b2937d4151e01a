import { sql } from 'kysely';
import type { Facts } from '../ports.ts';
import type { Connection } from './connection.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** 80 bits: no two databases meet by chance. */
const LETTERS = 16;
/** What a backup may have missed: no conversation is given a million messages between two backups. */
const SEQ_JUMP = 2 ** 20;

/** @param random a number in [0, 1) */
export const makeEpoch = (random: () => number): string => {
  let epoch = '';
  for (let i = 0; i < LETTERS; i++) epoch += ALPHABET[Math.floor(random() * 32)];
  return epoch;
};

export const createEpoch = ({
  kysely,
  queries,
  random,
  read,
  write,
}: Connection): Pick<Facts, 'epoch' | 'startEpoch'> => ({
  epoch: () =>
    read(() => {
      const state = queries.first(kysely.selectFrom('server_state').select('epoch'));
      if (state === undefined) throw new Error('The database has lost its epoch.');
      return state.epoch;
    }),
  startEpoch: () =>
    write((takeChange) => {
      const epoch = makeEpoch(random);
      queries.run(kysely.updateTable('server_state').set({ epoch }));
      const last = queries.first(kysely.selectFrom('conversations').select(({ fn }) => fn.max('id').as('id')))?.id ?? 0;
      // Each conversation gets a change of its own, so that pages can end between any two.
      const first = last === 0 ? 0 : takeChange(last);
      queries.run(
        kysely.updateTable('conversations').set({ seq: sql`seq + ${SEQ_JUMP}`, changed: sql`${first - 1} + id` }),
      );
      return epoch;
    }),
});
