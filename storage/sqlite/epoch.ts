import { sql } from 'kysely';
import type { Epoch, Epochs } from '../ports/epochs.ts';
import { type HistoryProof, readProof, showsLostHistory, signProof } from '../rules/history-proof.ts';
import type { Connection, TakeChange } from './connection.ts';
import { prepare } from './statement.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** 80 bits: no two databases meet by chance. */
const LETTERS = 16;
/** What a backup may have missed: no conversation is given a million messages between two backups. */
const SEQ_JUMP = 2 ** 20;
/** Epochs an administrator is told of; a server that was restored more often has other worries. */
const TOLD_EPOCHS = 20;

/** @param random a number in [0, 1) */
export const makeEpoch = (random: () => number): string => {
  let epoch = '';
  for (let i = 0; i < LETTERS; i++) epoch += ALPHABET[Math.floor(random() * 32)];
  return epoch;
};

/** Notes in the database that a server has started on it. Call inside a transaction. */
export const noteStart = (
  database: Connection['database'],
  { now, startRandom }: Pick<Connection, 'now' | 'startRandom'>,
): void => {
  prepare<[string, number]>(
    database,
    'insert into starts (name, cursor, at) select ?, cursor, ? from server_state',
  ).run(makeEpoch(startRandom), now());
};

/** Makes the proof that the database has come as far as it has. Call inside a transaction. */
export const createProofs = (database: Connection['database']) => {
  const state = prepare<[], { epoch: number; start: string; cursor: number; key: Uint8Array }>(
    database,
    `select epoch_number as epoch, cursor, proof_key as key,
       (select name from starts order by number desc limit 1) as start from server_state`,
  );
  return (): string => {
    const found = state.get();
    if (found === undefined) throw new Error('The database has lost its state.');
    return signProof(found.key, found);
  };
};

export const createEpoch = (connection: Connection): Epochs => {
  const { database, kysely, queries, now, random, read, write } = connection;
  const getKey = prepare<[], { key: Uint8Array }>(database, 'select proof_key as key from server_state');
  const getNumber = prepare<[], { epoch_number: number }>(database, 'select epoch_number from server_state');
  const getEnd = prepare<[string], { end: number }>(
    database,
    `select coalesce(
       (select later.cursor from starts as later where later.number > starts.number order by later.number limit 1),
       (select cursor from server_state)) as end
     from starts where name = ? order by number desc limit 1`,
  );

  const setProbed = prepare<[], { probed: number }>(
    database,
    'update server_state set probed = probed + 1 returning probed',
  );

  const isLost = (proof: HistoryProof): boolean =>
    showsLostHistory(proof, {
      epoch: getNumber.get()?.epoch_number ?? 0,
      endOf: (start) => getEnd.get(start)?.end,
    });

  const begin = (takeChange: TakeChange, number: number, cause: Epoch['cause']): string => {
    const epoch = makeEpoch(random);
    const jump = (number - (getNumber.get()?.epoch_number ?? 0)) * SEQ_JUMP;
    const last = queries.first(kysely.selectFrom('conversations').select(({ fn }) => fn.max('id').as('id')))?.id ?? 0;
    // Each conversation gets a change of its own, so that pages can end between any two.
    const first = last === 0 ? 0 : takeChange(last);
    queries.run(kysely.updateTable('conversations').set({ seq: sql`seq + ${jump}`, changed: sql`${first - 1} + id` }));
    queries.run(kysely.updateTable('server_state').set({ epoch, epoch_number: number }));
    queries.run(kysely.insertInto('epochs').values({ number, at: now(), cause }));
    // Proofs of ended epochs say nothing any more.
    queries.run(kysely.deleteFrom('starts'));
    noteStart(database, connection);
    return epoch;
  };

  return {
    epoch: () =>
      read(() => {
        const state = queries.first(kysely.selectFrom('server_state').select('epoch'));
        if (state === undefined) throw new Error('The database has lost its epoch.');
        return state.epoch;
      }),
    startEpoch: () => write((takeChange) => begin(takeChange, (getNumber.get()?.epoch_number ?? 0) + 1, 'announced')),
    checkHistory: async (text) => {
      const proof = await read(() => {
        const found = readProof(getKey.get()?.key ?? new Uint8Array(), text);
        return found !== undefined && isLost(found) ? found : undefined;
      });
      if (proof === undefined) return undefined;
      // Looked at again under the write lock: many devices come back at once, and one epoch is enough for all.
      return write((takeChange) => (isLost(proof) ? begin(takeChange, proof.epoch + 1, 'noticed') : undefined));
    },
    probe: () => write(() => setProbed.get()?.probed ?? 0),
    epochs: () =>
      read(() =>
        queries.all(
          kysely.selectFrom('epochs').select(['number', 'at', 'cause']).orderBy('number', 'desc').limit(TOLD_EPOCHS),
        ),
      ),
  };
};
