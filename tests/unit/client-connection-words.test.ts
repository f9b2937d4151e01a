import { expect, it } from 'vitest';
import type { Connection } from '../../client/channel/projections.ts';
import { connectionWords } from '../../client/features/connection/connection-words.ts';

const ONLINE: Connection = {
  state: 'online',
  since: 1,
  settled: true,
  unsent: 0,
  unsaved: 0,
  saveFailing: false,
  notSent: 0,
  refused: 0,
};
const ON_SERVER = 'Everything is on the server. Safe to close.';
const SAVED_HERE = 'Everything is saved on this device. Safe to close.';

it.each<[Partial<Connection>, string]>([
  [{}, ON_SERVER],
  [{ settled: false }, SAVED_HERE],
  [{ notSent: 1 }, SAVED_HERE],
  [{ state: 'offline' }, SAVED_HERE],
  [{ state: 'connecting' }, SAVED_HERE],
  [{ state: 'sign-in-needed' }, SAVED_HERE],
])('REP-38 %j is called as safe as it is', (how, words) => {
  expect(connectionWords({ ...ONLINE, ...how }, 1).waits).toBe(words);
});

it.each<[Partial<Connection>]>([[{ unsent: 1 }], [{ unsaved: 1 }], [{ saveFailing: true }]])(
  'REP-38 %j is not called safe, with and without a connection',
  (how) => {
    for (const state of ['online', 'offline'] as const)
      expect(connectionWords({ ...ONLINE, state, ...how }, 1).waits).not.toMatch(/Safe to close/);
  },
);
