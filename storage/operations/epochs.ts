import type { Epochs } from '../ports/epochs.ts';
import { announcedEpoch, type EpochFacts, type EpochPlan, makeEpoch, noticedEpoch } from '../rules/decide-epoch.ts';
import { type HistoryProof, readProof } from '../rules/history-proof.ts';
import {
  ADD_START,
  epochFacts,
  epochWrites,
  PROBE,
  RAISE_SEQS,
  READ_END_OF_START,
  READ_EPOCHS,
  READ_LAST_CONVERSATION,
  READ_STATE,
  stateOf,
} from '../sql/epochs.ts';
import type { Connection } from './connection.ts';
import { driver, takeChange, type Work } from './work.ts';

/** The epochs of the database: each begins when an older database was put back. */
export const createEpochs = ({ now, random, startRandom, read, write }: Connection): Epochs => {
  function* load(): Work<EpochFacts> {
    return epochFacts(yield* driver.read(READ_STATE, [[]]), yield* driver.read(READ_LAST_CONVERSATION, [[]]));
  }
  function* decideNoticed(proof: HistoryProof): Work<EpochPlan | undefined> {
    const [end] = yield* driver.read(READ_END_OF_START, [[proof.start]]);
    return noticedEpoch(yield* load(), proof, end?.reached);
  }

  function* begin(plan: EpochPlan): Work<string> {
    const epoch = makeEpoch(random);
    const first = plan.changes === 0 ? 0 : yield* takeChange(plan.changes);
    yield* driver.read(RAISE_SEQS, [[plan.seqJump, first - 1]]);
    yield* driver.write(epochWrites(plan, epoch, now()));
    yield* driver.read(ADD_START, [[makeEpoch(startRandom), now()]]);
    return epoch;
  }

  return {
    epoch: () =>
      read(function* () {
        return stateOf(yield* driver.read(READ_STATE, [[]])).epoch;
      }),
    startEpoch: () =>
      write(function* () {
        return yield* begin(announcedEpoch(yield* load()));
      }),
    checkHistory: async (text) => {
      const proof = await read(function* () {
        const found = readProof(stateOf(yield* driver.read(READ_STATE, [[]])).proof_key, text);
        return found !== undefined && (yield* decideNoticed(found)) !== undefined ? found : undefined;
      });
      if (proof === undefined) return undefined;
      // Checked again under the write lock: many devices return at once, and one epoch is enough for all.
      return write(function* () {
        const plan = yield* decideNoticed(proof);
        return plan === undefined ? undefined : yield* begin(plan);
      });
    },
    probe: () =>
      write(function* () {
        return (yield* driver.read(PROBE, [[]]))[0]?.probed ?? 0;
      }, {}),
    epochs: () => read(() => driver.read(READ_EPOCHS, [[]])),
  };
};
