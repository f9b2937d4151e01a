import { describe, expect, it } from 'vitest';
import { createSaver } from '../../client/replica/documents/saver.ts';
import { mergeConversation } from '../../client/replica/facts/merge.ts';
import type { SocketHandlers } from '../../client/replica/ports.ts';
import { backoffDelay, createLink } from '../../client/replica/sync/link.ts';
import { createPresence, encodePresence, PRESENCE_EXPIRES } from '../../client/replica/sync/presence.ts';
import type { ConversationFact } from '../../shared/protocol/facts.ts';
import { Scheduler } from '../simulation/scheduler.ts';

const SPAN = 2 ** 22;
const clockOf = (scheduler: Scheduler) => ({
  now: () => scheduler.now,
  monotonic: () => scheduler.now,
  setTimer: (ms: number, run: () => void) => scheduler.after(ms, run),
});

describe('facts', () => {
  const row = (more: Partial<ConversationFact>): ConversationFact => ({
    id: 'g',
    kind: 'group',
    createdAt: 1,
    seq: 5,
    version: 2,
    read: 0,
    mentions: 0,
    disappear: 0,
    rights: {},
    history: 'all',
    from: 0,
    requests: [],
    unread: 0,
    members: [],
    chapters: [],
    ...more,
  });
  const member = (number: number, delivered: number, read: number, role: 'owner' | 'member' = 'member') => ({
    userId: `u${number}`,
    number,
    role,
    delivered,
    read,
  });

  it('REP-17 joins watermarks and lets the newer cursor decide the rest', () => {
    const first = mergeConversation(
      undefined,
      row({ name: 'new', members: [member(2, 5, 4, 'owner')], seq: 9, read: 3 }),
      20,
      1,
    );
    const late = mergeConversation(first, row({ name: 'old', members: [member(2, 3, 6)], seq: 7, read: 8 }), 10, 1);
    expect(late).toMatchObject({
      name: 'new',
      seq: 9,
      read: 8,
      cursor: 20,
      members: [{ role: 'owner', delivered: 5, read: 6 }],
    });
    expect(mergeConversation(late, row({ name: 'old', members: [member(2, 3, 6)], seq: 7, read: 8 }), 10, 1)).toEqual(
      late,
    );
  });

  it('REP-17 takes being removed and being added again from the newer page', () => {
    const removed = mergeConversation(undefined, row({ removedAt: 7 }), 10, 1);
    expect(mergeConversation(removed, row({}), 20, 1).removedAt).toBeUndefined();
    expect(mergeConversation(removed, row({}), 5, 1).removedAt).toBe(7);
  });

  it('REP-34 forgets members a restored server does not know, at its first word and not later', () => {
    const before = mergeConversation(
      undefined,
      row({ members: [member(1, 0, 0), member(2, 5, 4), member(3, 0, 0)] }),
      10,
      1,
    );
    const usersOf = ({ members }: { members: readonly { number: number }[] }) => members.map(({ number }) => number);
    const after = mergeConversation(
      { ...before, cursor: 0 },
      row({ members: [member(1, 0, 0), member(2, 3, 3)] }),
      5,
      1,
    );
    expect(usersOf(after)).toEqual([1, 2]);
    expect(after.members[1]).toMatchObject({ delivered: 5, read: 4 });
    expect(usersOf(mergeConversation(after, row({ members: [member(2, 6, 6)] }), 7, 1))).toEqual([1, 2]);
    const out = mergeConversation({ ...before, cursor: 0 }, row({ removedAt: 7 }), 5, 1);
    expect(usersOf(out)).toEqual([1, 2, 3]);
    // In it again, one is told all members that there are; a page of before tells nothing of that.
    const told = row({ members: [member(1, 0, 0), member(2, 3, 3)] });
    expect(usersOf(mergeConversation(out, told, 6, 1))).toEqual([1, 2]);
    expect(usersOf(mergeConversation(out, told, 4, 1))).toEqual([1, 2, 3]);
  });

  it('REP-34 begins again with a conversation that was made anew on a restored server', () => {
    const before = mergeConversation(
      undefined,
      row({ seq: 9, read: 8, members: [member(1, 9, 9), member(2, 9, 9)] }),
      10,
      1,
    );
    const anew = row({ createdAt: 2, seq: 1, members: [member(1, 1, 1), member(2, 0, 0)] });
    expect(mergeConversation({ ...before, cursor: 0 }, anew, 5, 1)).toMatchObject({
      seq: 1,
      read: 0,
      allRead: 0,
      members: [{ read: 1 }, { read: 0 }],
    });
  });

  it('REP-17 takes chapters by version and never forgets that one is full', () => {
    const known = mergeConversation(
      undefined,
      row({ chapters: [{ chapter: 0, version: 9, full: true, ranges: [[1, 5]] }] }),
      10,
      1,
    );
    const merged = mergeConversation(
      known,
      row({
        chapters: [
          { chapter: 0, version: 4, full: false, ranges: [[1, 2]] },
          { chapter: 1, version: 1, full: false, ranges: [] },
        ],
      }),
      20,
      1,
    );
    expect(merged.chapters).toMatchObject([{ version: 9, full: true, ranges: [[1, 5]] }, { chapter: 1 }]);
  });

  it('REP-3 keeps the receipts of all others when somebody joins who has nothing yet', () => {
    const two = mergeConversation(undefined, row({ members: [member(1, 0, 0), member(2, 5, 4)] }), 10, 1);
    const three = mergeConversation(two, row({ members: [member(3, 0, 0)] }), 20, 1);
    expect(three).toMatchObject({ allDelivered: 5, allRead: 4 });
  });
});

describe('saver', () => {
  it('REP-3 is saved when a barrier after the write has passed, and tries again when one fails', async () => {
    const scheduler = new Scheduler();
    let works = false;
    const saver = createSaver(
      clockOf(scheduler),
      () => scheduler.sleep(5).then(() => works),
      () => {},
    );
    saver.touch();
    await scheduler.run(50);
    expect([saver.saved(), saver.failing()]).toEqual([0, true]);
    works = true;
    saver.touch();
    const saved = saver.whenSaved();
    await scheduler.run(2_000);
    expect([saver.saved(), saver.failing(), await saved]).toEqual([2, false, true]);
  });

  it('REP-3 does not count what was written while a barrier ran', async () => {
    const scheduler = new Scheduler();
    const saver = createSaver(
      clockOf(scheduler),
      () => scheduler.sleep(5).then(() => true),
      () => {},
    );
    saver.touch();
    await scheduler.run(2);
    saver.touch();
    await scheduler.run(4);
    expect(saver.saved()).toBe(1);
    await scheduler.run(10);
    expect(saver.saved()).toBe(2);
  });
});

describe('link', () => {
  const bench = () => {
    const scheduler = new Scheduler();
    const log: string[] = [];
    let handlers: SocketHandlers | undefined;
    let owed = false;
    const link = createLink(
      {
        open: (given) => {
          handlers = given;
          return { send: () => log.push('sent'), close: () => log.push('closed') };
        },
      },
      clockOf(scheduler),
      {
        onOpen: () => log.push('open'),
        onFrame: () => {
          log.push('frame');
          return true;
        },
        onClose: () => log.push('down'),
        waiting: () => owed,
        probe: () => {
          log.push('probe');
          owed = true;
          link.send(Uint8Array.of(1));
        },
      },
    );
    link.open();
    return { scheduler, log, link, socket: () => handlers, owe: (value: boolean) => (owed = value) };
  };

  it('REP-25 asks a silent connection, and drops it when no answer comes', async () => {
    const { scheduler, log, socket } = bench();
    socket()?.onOpen();
    await scheduler.run(26_000);
    expect(log).toEqual(['open', 'probe', 'sent']);
    await scheduler.run(40_000);
    expect(log).toEqual(['open', 'probe', 'sent', 'closed', 'down']);
  });

  it('REP-25 keeps a connection that answers, and asks again', async () => {
    const { scheduler, log, socket, owe } = bench();
    socket()?.onOpen();
    for (let i = 0; i < 4; i++) {
      await scheduler.run(26_000);
      owe(false);
      socket()?.onFrame(Uint8Array.of(1));
    }
    await scheduler.run(20_000);
    expect(log).not.toContain('down');
    expect(log.filter((word) => word === 'probe').length).toBeGreaterThanOrEqual(3);
  });

  it('REP-25 gives up a socket that never opens, and hears nothing of it afterwards', async () => {
    const { scheduler, log, socket } = bench();
    await scheduler.run(80_000);
    socket()?.onFrame(Uint8Array.of(1));
    socket()?.onClose();
    expect(log).toEqual(['closed', 'down']);
  });

  it('NET-7 drops a silent connection within five seconds when the network is in doubt, also while it owes something', async () => {
    for (const isOwed of [false, true]) {
      const { scheduler, log, socket, link, owe } = bench();
      socket()?.onOpen();
      await scheduler.run(1_000);
      owe(isOwed);
      link.check(true);
      expect(log).toEqual(['open', 'probe', 'sent']);
      await scheduler.run(4_900);
      expect(link.state()).toBe('open');
      await scheduler.run(200);
      expect(log).toEqual(['open', 'probe', 'sent', 'closed', 'down']);
    }
  });

  it('NET-7 keeps a connection that answers, and shortens a wait that had begun', async () => {
    const { scheduler, log, socket, link, owe } = bench();
    socket()?.onOpen();
    await scheduler.run(1_000);
    link.check(false);
    await scheduler.run(1_000);
    link.check(true);
    socket()?.onFrame(Uint8Array.of(1));
    owe(false);
    await scheduler.run(11_000);
    expect(log).not.toContain('down');
    link.check(false);
    await scheduler.run(1_000);
    link.check(true);
    await scheduler.run(5_100);
    expect(log.at(-1)).toBe('down');
  });

  it('REP-25 waits longer after each failure, within bounds', () => {
    expect(backoffDelay(0, () => 0)).toBe(250);
    expect(backoffDelay(0, () => 1)).toBe(500);
    expect(backoffDelay(50, () => 1)).toBe(30_000);
  });
});

describe('presence', () => {
  const ME = 1024;
  const state = (number: number, typing = false) => ({ number, typing });

  it('REP-26 counts people, not devices, and not oneself', () => {
    const presence = createPresence(ME);
    presence.receive(encodePresence(ME * SPAN, 1, state(ME)), 0);
    presence.receive(encodePresence(1025 * SPAN, 1, state(1025)), 0);
    presence.receive(encodePresence(1025 * SPAN + 1, 1, state(1025, true)), 0);
    expect([...presence.others(0)]).toEqual([[1025, true]]);
  });

  it('REP-26 believes nobody who speaks for another, and forgets who is silent', () => {
    const presence = createPresence(ME);
    expect(presence.receive(encodePresence(1026 * SPAN, 1, state(1025)), 0)).toBe(false);
    presence.receive(encodePresence(1025 * SPAN, 1, state(1025)), 0);
    expect(presence.others(PRESENCE_EXPIRES + 1).size).toBe(0);
  });

  it('REP-26 takes the newer of two states, and a farewell', () => {
    const presence = createPresence(ME);
    presence.receive(encodePresence(1025 * SPAN, 5, state(1025, true)), 0);
    presence.receive(encodePresence(1025 * SPAN, 4, state(1025)), 0);
    expect(presence.others(0).get(1025)).toBe(true);
    expect(presence.receive(encodePresence(1025 * SPAN, 5, undefined), 0)).toBe(true);
    expect(presence.others(0).size).toBe(0);
    expect(presence.receive(Uint8Array.of(9, 9, 9), 0)).toBe(false);
  });
});
