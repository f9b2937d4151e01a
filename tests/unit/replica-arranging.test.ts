import { describe, expect, it } from 'vitest';
import { FOREVER } from '../../client/channel/conversation-view.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { three } from '../support/account-devices.ts';
import { row } from '../support/device-row.ts';

const MINUTE = 60_000;

const HOUR = 60 * MINUTE;

const arranged = (device: SimulatedDevice, id: string) => {
  const { pinned, archived, mutedUntil, mentionsOnly, markedUnread } = row(device, id) ?? {};
  return { pinned, archived, mutedUntil, mentionsOnly, markedUnread };
};

describe('arranging', () => {
  it('ACC-3 devices that arrange different things of a conversation apart keep all of them', async () => {
    const { harbour, one, two, id } = await three();
    for (const device of [one, two]) device.setOnline(false);
    await harbour.answer(one.call('arrange', { conversationId: id, pinned: true, mentionsOnly: true }));
    await harbour.answer(two.call('arrange', { conversationId: id, mutedUntil: FOREVER, markedUnread: true }));
    await harbour.run(100);
    expect(arranged(two, id)).toMatchObject({ pinned: false, mutedUntil: FOREVER, markedUnread: true });
    for (const device of [one, two]) device.setOnline(true);
    await harbour.run(60_000);
    for (const device of [one, two])
      expect(arranged(device, id)).toEqual({
        pinned: true,
        archived: false,
        mutedUntil: FOREVER,
        mentionsOnly: true,
        markedUnread: true,
      });
    await harbour.answer(
      one.call('arrange', { conversationId: id, pinned: false, mutedUntil: 0, mentionsOnly: false }),
    );
    await harbour.run();
    expect(arranged(two, id)).toMatchObject({ pinned: false, mutedUntil: 0, mentionsOnly: false });
  });

  it('ACC-20 a mute for a time ends soon after the clock was set past its end', async () => {
    const { harbour, one, id } = await three();
    const mutedUntil = harbour.scheduler.now + 3 * HOUR;
    await harbour.answer(one.call('arrange', { conversationId: id, mutedUntil }));
    await harbour.run(HOUR);
    expect(arranged(one, id)).toMatchObject({ mutedUntil });
    one.skew = 4 * HOUR;
    await harbour.run(6 * MINUTE);
    expect(arranged(one, id)).toMatchObject({ mutedUntil: 0 });
  });

  it('ACC-21 a mute and a pause for an hour end with the server’s hour on every device, whatever the clock says by which they were set', async () => {
    for (const skew of [-5 * HOUR, 5 * HOUR]) {
      const { harbour, one, two, bob, id } = await three();
      const now = () => harbour.scheduler.now;
      two.skew = skew;
      // The server says what it is by now with whatever it tells.
      await harbour.send(bob, id, 'hello');
      await harbour.run();
      const isNear = (at: number | undefined, wished: number) =>
        expect(Math.abs((at ?? 0) - wished)).toBeLessThan(MINUTE);
      const mute = async () => {
        const until = now() + HOUR;
        await harbour.answer(two.call('arrange', { conversationId: id, mutedUntil: until + skew }));
        await harbour.answer(two.call('setPreferences', { pausedUntil: until + skew }));
        return until;
      };
      const isSeen = (until: number) => {
        isNear(row(one, id)?.mutedUntil, until);
        isNear(one.preferences?.pausedUntil, until);
        isNear(row(two, id)?.mutedUntil, until + skew);
        isNear(two.preferences?.pausedUntil, until + skew);
      };
      const first = await mute();
      await harbour.run();
      isSeen(first);
      // What it is wrong by is known to the next start as well, also without a connection.
      await harbour.answer(two.call('arrange', { conversationId: id, mutedUntil: 0 }));
      await harbour.run();
      two.crash();
      two.setOnline(false);
      two.start();
      await harbour.run();
      const second = await mute();
      await harbour.run(100);
      two.setOnline(true);
      await harbour.run(MINUTE);
      isSeen(second);
      await harbour.run(HOUR + 6 * MINUTE);
      for (const device of [one, two]) expect(row(device, id)?.mutedUntil).toBe(0);
    }
  });

  it('ACC-4 pinned conversations stand first, in the order in which they were pinned', async () => {
    const { harbour, one, id } = await three();
    const second = await harbour.direct(one, 'carol');
    const third = await harbour.direct(one, 'dave');
    await harbour.run();
    const order = () => one.conversations.map((each) => each.id);
    expect(order()).toEqual([third, second, id]);
    for (const each of [id, second]) {
      await harbour.answer(one.call('arrange', { conversationId: each, pinned: true }));
      await harbour.run(1_000);
    }
    await harbour.send(one, second, 'newest');
    await harbour.run();
    expect(order()).toEqual([id, second, third]);
  });

  it('ACC-5 a new message of others takes a conversation out of the archive, and not when it is muted', async () => {
    const { harbour, one, two, bob, id } = await three();
    await harbour.send(bob, id, 'before');
    await harbour.run();
    one.lookAway(id);
    two.lookAway(id);
    await harbour.answer(one.call('arrange', { conversationId: id, archived: true, mutedUntil: FOREVER }));
    await harbour.run();
    expect(arranged(two, id)).toMatchObject({ archived: true });
    await harbour.send(bob, id, 'muted');
    await harbour.run();
    expect(arranged(two, id)).toMatchObject({ archived: true });
    await harbour.answer(one.call('arrange', { conversationId: id, archived: true, mutedUntil: 0 }));
    await harbour.run();
    expect(arranged(two, id)).toMatchObject({ archived: true });
    await harbour.send(bob, id, 'new');
    await harbour.run();
    for (const device of [one, two]) expect(arranged(device, id)).toMatchObject({ archived: false });
    await harbour.answer(one.call('markRead', { conversationId: id }));
    await harbour.run();
    expect(row(two, id)).toMatchObject({ unread: 0, archived: false });
  });

  it('ACC-6 the mark of unread goes when the conversation is opened, or read further', async () => {
    const { harbour, one, two, bob, id } = await three();
    one.lookAway(id);
    two.lookAway(id);
    await harbour.answer(one.call('arrange', { conversationId: id, markedUnread: true }));
    await harbour.run();
    expect(row(two, id)?.markedUnread).toBe(true);
    two.look(id);
    await harbour.run();
    for (const device of [one, two]) expect(row(device, id)?.markedUnread).toBe(false);
    await harbour.answer(one.call('arrange', { conversationId: id, markedUnread: true }));
    await harbour.send(bob, id, 'more');
    await harbour.run();
    expect(row(two, id)?.markedUnread).toBe(true);
    await harbour.answer(two.call('markRead', { conversationId: id }));
    await harbour.run(60_000);
    for (const device of [one, two]) expect(row(device, id)).toMatchObject({ markedUnread: false, unread: 0 });
  });

  it('ACC-7 a row that looks the same stays the same object', async () => {
    const { harbour, one, bob, id } = await three();
    const other = await harbour.direct(one, 'carol');
    await harbour.run();
    const before = row(one, other);
    await harbour.send(bob, id, 'hello');
    await harbour.run();
    expect(row(one, other)).toBe(before);
  });
});
