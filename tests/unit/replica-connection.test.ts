import { expect, it } from 'vitest';
import { createPresenceKeeper } from '../../client/replica/presence-keeper.ts';
import { backoffDelay } from '../../client/replica/sync/link.ts';
import { encodePresence } from '../../client/replica/sync/presence.ts';
import { parseConversationId } from '../../shared/ids/conversation.ts';
import { Scheduler } from '../simulation/scheduler.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';
import { mulberry } from '../support/mulberry.ts';

const HOUR = 3_600_000;
const NOTICED_WITHIN = 35_000;

/** ms until the device no longer shows that it is online. */
const untilNoticed = async (
  harbour: Harbour,
  device: Awaited<ReturnType<Harbour['device']>>,
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<number> => {
  const begun = harbour.scheduler.now;
  for (let i = 0; i < 200; i++) {
    if (device.connection?.state !== 'online') return harbour.scheduler.now - begun;
    await meanwhile();
    await harbour.run(500);
  }
  return Number.POSITIVE_INFINITY;
};

it.each([
  ['what it sends', { up: true }],
  ['what it is sent', { down: true }],
  ['both', { up: true, down: true }],
])('REP-25 a line that loses %s is noticed, idle or not', async (_, vanishing) => {
  for (const isWriting of [false, true]) {
    const harbour = new Harbour({ seed: 3 });
    const alice = await harbour.device('alice-1', 'Alice');
    const bob = await harbour.device('bob-1', 'Bob');
    const id = await harbour.direct(alice, 'Bob');
    await harbour.send(alice, id, 'hello');
    await harbour.run(20_000);
    bob.look(id);
    expect(alice.connection?.state).toBe('online');
    alice.vanishing = vanishing;
    if (isWriting) await harbour.send(alice, id, 'on its way');
    // What others write says nothing about the way there.
    const noticed = await untilNoticed(harbour, alice, () => harbour.send(bob, id, 'meanwhile'));
    expect(noticed).toBeLessThanOrEqual(NOTICED_WITHIN);
    alice.vanishing = {};
    await harbour.run(60_000);
    expect([alice.connection?.state, alice.connection?.unsent]).toEqual(['online', 0]);
    expect(texts(alice, id).filter((text) => text === 'on its way')).toHaveLength(isWriting ? 1 : 0);
  }
});

it.each([
  ['an hour back', -HOUR],
  ['three days back', -72 * HOUR],
  ['a year ahead', 365 * 24 * HOUR],
])('NET-5 a clock that is set %s hides no dead line, and delays nothing', async (_, jump) => {
  const harbour = new Harbour({ seed: 4 });
  const alice = await harbour.device('alice-1', 'Alice');
  const id = await harbour.direct(alice, 'Bob');
  await harbour.answer(alice.call('saveDraft', { conversationId: id, text: 'one' }));
  alice.skew += jump;
  await harbour.answer(alice.call('saveDraft', { conversationId: id, text: 'one two' }));
  await harbour.run(3_000);
  // On its disk and at the server: another device of hers has it.
  const other = await harbour.device('alice-2', 'Alice');
  await harbour.run(3_000);
  expect(other.conversations.find((row) => row.id === id)?.draft.text).toBe('one two');

  alice.vanishing = { up: true, down: true };
  expect(await untilNoticed(harbour, alice)).toBeLessThanOrEqual(NOTICED_WITHIN);
  alice.vanishing = {};
  await harbour.run(45_000);
  expect(alice.connection?.state).toBe('online');
  expect(alice.connection?.since).toBeLessThanOrEqual(harbour.scheduler.now + alice.skew);
});

it('NET-5 a document the server denied is asked for again after its pause, whatever the clock says', async () => {
  const harbour = new Harbour({ seed: 3 });
  const alice = await harbour.device('alice-1', 'Alice');
  const id = await harbour.direct(alice, 'Bob');
  await harbour.send(alice, id, 'hello');
  await harbour.run(5_000);
  const { facts } = harbour.storage;
  const { members } = facts;
  facts.members = async () => [];
  harbour.server?.announce.membersChanged(id);
  alice.setOnline(false);
  alice.setOnline(true);
  await harbour.run(3_000);
  alice.skew -= 5 * HOUR;
  facts.members = members;
  await harbour.run(35_000);
  await harbour.send(alice, id, 'after the clock was set');
  await harbour.run(2_000);
  expect(alice.connection).toMatchObject({ state: 'online', unsent: 0 });
});

it('NET-5 presence ends after its time, also when the clock was set back meanwhile', async () => {
  const scheduler = new Scheduler();
  let skew = 0;
  const id = parseConversationId('g-0190163d-8694-7bb2-a9c5-0a7c2a6a3f10');
  if (id === undefined) throw new Error('It is an id of a group.');
  const keeper = createPresenceKeeper({
    clock: {
      now: () => scheduler.now + skew,
      monotonic: () => scheduler.now,
      setTimer: (ms, run) => scheduler.after(ms, run),
    },
    me: 1_024,
    clientId: 1_024 * 2 ** 22,
    peek: () => undefined,
    isVisible: () => true,
    emit: () => {},
  });
  keeper.join(id);
  keeper.receive(id, encodePresence(1_025 * 2 ** 22, 1, { number: 1_025, typing: false }));
  expect([...keeper.others(id).keys()]).toEqual([1_025]);
  skew = -HOUR;
  await scheduler.run(31_000);
  expect([...keeper.others(id).keys()]).toEqual([]);
  keeper.stop();
});

it('MSG-14 NET-5 a clock that jumps ahead while the app runs takes nothing out of the store early', async () => {
  const harbour = new Harbour({ seed: 3 });
  const alice = await harbour.device('alice-1', 'Alice');
  const id = await harbour.direct(alice, 'Bob');
  await harbour.answer(alice.call('setDisappear', { conversationId: id, seconds: 86_400 }));
  await harbour.run(2_000);
  await harbour.send(alice, id, 'for a day');
  await harbour.run(5_000);
  alice.setOnline(false);
  alice.skew = 7 * 24 * HOUR;
  await harbour.run(3 * HOUR);
  expect(texts(alice, id)).not.toContain('for a day');
  alice.skew = 0;
  await harbour.run(2 * HOUR);
  expect(texts(alice, id)).toContain('for a day');
  await harbour.run(20 * HOUR);
  expect(texts(alice, id)).not.toContain('for a day');
});

it('NET-1 NET-2 a hanging network is left at once when it comes back, and after ten seconds without a word', async () => {
  for (const isToldOf of [true, false]) {
    const harbour = new Harbour({ seed: 7 });
    const alice = await harbour.device('alice-1', 'Alice');
    alice.isHanging = true;
    alice.setOnline(false);
    alice.online = true;
    await harbour.run(5_000);
    expect(alice.connection?.state).not.toBe('online');
    alice.isHanging = false;
    if (isToldOf) {
      alice.wake();
      await harbour.run(500);
    } else await harbour.run(12_000);
    expect(alice.connection?.state).toBe('online');
  }
});

it('NET-2 twelve tabs that wake again and again start no storm of attempts', async () => {
  const harbour = new Harbour({ seed: 8 });
  const alice = await harbour.device('alice-1', 'Alice');
  harbour.stop();
  await harbour.run(2_000);
  alice.attempts.length = 0;
  let requests = 0;
  const { reach } = alice;
  alice.reach = () => {
    requests++;
    return reach();
  };
  for (let i = 0; i < 60; i++) {
    for (let tab = 0; tab < 12; tab++) alice.wake();
    await harbour.run(250);
  }
  expect(requests).toBeLessThanOrEqual(16);
  harbour.start();
  alice.wake();
  await harbour.run(2_500);
  expect(alice.connection?.state).toBe('online');
});

it('NET-3 a thousand devices spread their attempts when the server comes back after five minutes', () => {
  const random = mulberry(9);
  const MINUTES = 5 * 60_000;
  const perSecond = new Map<number, number>();
  for (let device = 0; device < 1_000; device++) {
    let at = 0;
    for (let failures = 0; at < MINUTES; failures++) at += backoffDelay(failures, random);
    const second = Math.floor((at - MINUTES) / 1_000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  expect(Math.max(...perSecond.values())).toBeLessThan(100);
  expect(Math.max(...perSecond.keys())).toBeLessThanOrEqual(30);
});
