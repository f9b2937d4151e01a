import type { Epoch } from '../ports/epochs.ts';
import type { EpochFacts, EpochPlan } from '../rules/decide-epoch.ts';
import { signProof } from '../rules/history-proof.ts';
import { deleteRows, insertRows, type RowWrite, readRows, rowWrite, updateRows } from './statements.ts';

/** How many epochs an administrator is shown; a server restored more often has worse problems. */
const TOLD_EPOCHS = 20;

interface StateColumns {
  readonly epoch: string;
  readonly epoch_number: number;
  readonly cursor: number;
  readonly proof_key: Uint8Array;
  readonly start: string;
}
/** The database's state, with the server's newest start on it. */
export const READ_STATE = readRows<[], StateColumns>(
  {},
  () => `select s.epoch, s.epoch_number, s.cursor, s.proof_key,
     (select n.name from starts n order by n.number desc limit 1) as start from server_state s`,
);
export const stateOf = ([row]: readonly StateColumns[]): StateColumns => {
  if (row === undefined) throw new Error('The database has lost its state.');
  return row;
};
/** The proof of how far the database has come. */
export const proofOf = ({ epoch_number, start, cursor, proof_key }: StateColumns): string =>
  signProof(proof_key, { epoch: epoch_number, start, cursor });

/** The change counter when a start ended, or now if it is the newest. */
export const READ_END_OF_START = readRows<[string], { reached: number }>(
  { name: 'text' },
  (input) => `select coalesce(
       (select later.cursor from starts later where later.number > s.number order by later.number limit 1),
       (select cursor from server_state)) as reached
     from ${input} join starts s on s.name = input.name order by s.number desc limit 1`,
);
export const READ_LAST_CONVERSATION = readRows<[], { id: number }>(
  {},
  () => 'select coalesce(max(id), 0) as id from conversations',
);
export const epochFacts = (state: readonly StateColumns[], [last]: readonly { readonly id: number }[]): EpochFacts => ({
  epoch: stateOf(state).epoch_number,
  lastConversation: last?.id ?? 0,
});

export const READ_EPOCHS = readRows<[], Epoch>(
  {},
  () => `select number, at, cause from epochs order by number desc limit ${TOLD_EPOCHS}`,
);
export const PROBE = readRows<[], { probed: number }>(
  {},
  () => 'update server_state set probed = probed + 1 returning probed',
);

/** Raises the seq of every conversation. @param before the change of the conversation `n` is `before + n` */
export const RAISE_SEQS = readRows<[jump: number, before: number], never>(
  { jump: 'integer', before: 'integer' },
  (input) => `update conversations set seq = conversations.seq + input.jump, changed = input.before + conversations.id
   from ${input}`,
);
const SET_EPOCHS = updateRows<[string, number, 1]>(
  'server_state',
  { epoch: 'text', epoch_number: 'integer' },
  { id: 'integer' },
);
const ADD_EPOCHS = insertRows<[number, number, Epoch['cause']]>('epochs', {
  number: 'integer',
  at: 'integer',
  cause: 'text',
});
/** Proofs of ended epochs no longer show anything. */
const FORGET_STARTS = deleteRows<[]>('starts', {}, 'true');
/** @param name of the new epoch */
export const epochWrites = ({ number, cause }: EpochPlan, name: string, at: number): RowWrite[] => [
  rowWrite(SET_EPOCHS, [[name, number, 1]]),
  rowWrite(ADD_EPOCHS, [[number, at, cause]]),
  rowWrite(FORGET_STARTS, [[]]),
];

/** A server has started on the database. */
export const ADD_START = readRows<[string, number], never>(
  { name: 'text', at: 'integer' },
  (input) => `insert into starts (name, cursor, at)
   select input.name, s.cursor, input.at from ${input} cross join server_state s`,
);
const ADD_STATE = insertRows<[1, string, number]>(
  'server_state',
  { id: 'integer', epoch: 'text', cursor: 'integer' },
  'on conflict do nothing',
);
/** The state of a database that is new. */
export const stateWrites = (epoch: string): RowWrite[] => [rowWrite(ADD_STATE, [[1, epoch, 0]])];
/** Kept from now on, even if the secret it was made from changes: devices hold proofs signed with it. */
export const KEEP_KEY = readRows<[Uint8Array], never>(
  { proof_key: 'bytes' },
  (input) => `update server_state set proof_key = input.proof_key from ${input} where server_state.proof_key is null`,
);
