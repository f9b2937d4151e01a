import type { Storage } from '../ports/storage.ts';
import { makeEpoch } from '../rules/decide-epoch.ts';
import { ADD_START, KEEP_KEY, stateWrites } from '../sql/epochs.ts';
import { createBlobs } from './blobs.ts';
import type { Connection } from './connection.ts';
import { createDevices } from './devices.ts';
import { createFacts } from './facts.ts';
import { createJournal } from './journal.ts';
import { createLeaving } from './leaving.ts';
import { createPendingEvents } from './pending-events.ts';
import { createPlanWriter } from './plan-writer.ts';
import { createPrograms } from './programs.ts';
import { createPush } from './push.ts';
import { driver, type Work } from './work.ts';

/** Bytes of a key that signs proofs of history. */
const KEY_BYTES = 32;

const randomKey = (random: () => number): Uint8Array =>
  Uint8Array.from({ length: KEY_BYTES }, () => Math.floor(random() * 256));

type Beginning = Pick<Connection, 'now' | 'random' | 'startRandom'>;

/** Initializes a new database, and records the start in every one. */
export function* begin({ random, startRandom, now }: Beginning, proofKey: Uint8Array | undefined): Work<void> {
  yield* driver.write(stateWrites(makeEpoch(random)));
  yield* driver.read(KEEP_KEY, [[proofKey ?? randomKey(startRandom)]]);
  yield* driver.read(ADD_START, [[makeEpoch(startRandom), now()]]);
}

/** The ports over a database that has its tables and has begun. */
export const createStorage = (connection: Connection, close: () => Promise<void>): Storage => {
  const events = createPendingEvents(connection);
  const carryOut = createPlanWriter(events);
  return {
    journal: createJournal(connection, events),
    blobs: createBlobs(connection),
    facts: createFacts(connection, events, carryOut),
    devices: createDevices(connection),
    leaving: createLeaving(connection, carryOut),
    programs: createPrograms(connection),
    push: createPush(connection),
    close,
  };
};
