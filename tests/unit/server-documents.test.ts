import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { parseUserId, type UserId } from '../../shared/ids/account.ts';
import { ADMITTED, FROM_JOURNAL } from '../../sync-server/admission/server-document.ts';
import { assertAdmitted } from '../../sync-server/documents/assert-admitted.ts';
import { createLastSeen } from '../../sync-server/documents/last-seen.ts';
import { createRunner } from '../../sync-server/own-writes/runner.ts';

/** What is said when a change of this origin comes into a live document. */
const reasonFor = (origin: unknown): string | undefined => {
  const doc = new Y.Doc();
  let said: string | undefined;
  assertAdmitted(doc, 'conversation/x', (reason) => {
    said = reason;
    throw new Error(reason);
  });
  try {
    doc.transact(() => doc.getMap('messages').set('a', 1), origin);
  } catch {
    // Yjs may or may not pass a listener's exception on; the real one does not return.
  }
  return said;
};

it('ADM-8 an update that comes past admission ends the process', () => {
  for (const origin of [ADMITTED, FROM_JOURNAL]) expect(reasonFor(origin)).toBeUndefined();
  for (const origin of [undefined, 'local', { source: 'connection' }])
    expect(reasonFor(origin)).toMatch('past admission');
});

it('FACT-17 of one person at most one time in five minutes is written, whatever their connections do', async () => {
  let now = 1_000_000;
  const written: (readonly { userId: UserId; at: number }[])[] = [];
  const announced: UserId[] = [];
  const seen = createLastSeen({
    save: async (all) => void written.push(all),
    announce: async (left) => void announced.push(...left),
    now: () => now,
    monotonic: () => now,
    onError: (error) => {
      throw error;
    },
  });
  const alice = parseUserId('alice');
  if (alice === undefined) throw new Error('Alice has an id.');
  const minutes = async (count: number) => {
    for (let i = 0; i < count; i++) {
      now += 60_000;
      await seen.tick();
    }
  };
  for (let i = 0; i < 50; i++) {
    seen.came(alice);
    seen.left(alice);
  }
  await Promise.resolve();
  expect(written).toEqual([[{ userId: alice, at: now }]]);
  seen.came(alice);
  seen.came(alice);
  seen.left(alice);
  await minutes(10);
  expect(written).toHaveLength(3);
  now += 1_000;
  seen.left(alice);
  expect(written).toHaveLength(3);
  const left = now;
  await minutes(5);
  expect(written.at(-1)).toEqual([{ userId: alice, at: left }]);
  await minutes(30);
  expect(written).toHaveLength(4);
  expect(announced).toEqual([alice, alice]);
});

it('EVT-2 a run that is asked for during a run follows it, and none begins after the end', async () => {
  let runs = 0;
  let finish: () => void = () => undefined;
  const runner = createRunner(async () => {
    runs++;
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return false;
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  runner.poke();
  runner.poke();
  runner.poke();
  expect(runs).toBe(1);
  finish();
  await turn();
  expect(runs).toBe(2);
  const stopped = runner.stop();
  runner.poke();
  finish();
  await stopped;
  await turn();
  expect(runs).toBe(2);
});
