import { describe, expect, it } from 'vitest';
import { row } from '../support/device-row.ts';
import { group, members } from '../support/outbox-devices.ts';
import { putMember } from '../support/put-member.ts';

describe('changes of a conversation itself', () => {
  it('OUT-6 show at once and wait, over a restart, until the server has them', async () => {
    const { harbour, alice, bob, id, ask } = await group();
    alice.setOnline(false);
    await ask(alice, 'rename', { conversationId: id, name: 'Watch' });
    await ask(alice, 'rename', { conversationId: id, name: 'Night watch' });
    await harbour.run(100);
    alice.crash();
    alice.start();
    await harbour.run();
    expect(row(alice, id)?.title).toBe('Night watch');
    expect(alice.outbox).toMatchObject([{ kind: 'rename', conversationId: id, state: 'waiting', mayCancel: true }]);
    alice.setOnline(true);
    await harbour.run(60_000);
    expect(alice.outbox).toEqual([]);
    for (const device of [alice, bob]) expect(row(device, id)?.title).toBe('Night watch');
  });

  it('OUT-6 one that lost to another is shown no longer', async () => {
    const { harbour, alice, bob, id, ask } = await group();
    await putMember(harbour.storage.facts, id, bob.userId, 'admin', harbour.scheduler.now, alice.userId);
    await harbour.announce(id);
    await harbour.run();
    for (const [device, name] of [
      [alice, 'Port'],
      [bob, 'Starboard'],
    ] as const) {
      device.setOnline(false);
      await ask(device, 'rename', { conversationId: id, name });
    }
    for (const device of [alice, bob]) device.setOnline(true);
    await harbour.run(60_000);
    expect(row(alice, id)?.title).toBe(row(bob, id)?.title);
    expect([...alice.outbox, ...bob.outbox]).toEqual([]);
  });

  it('OUT-6 can be taken back while nothing of it was sent, and undo nothing of others', async () => {
    const { harbour, alice, bob, id, ask } = await group();
    await putMember(harbour.storage.facts, id, bob.userId, 'admin', harbour.scheduler.now, alice.userId);
    await harbour.announce(id);
    await harbour.run();
    alice.setOnline(false);
    await harbour.run(100);
    await ask(alice, 'rename', { conversationId: id, name: 'A slip' });
    await ask(bob, 'rename', { conversationId: id, name: 'Meant' });
    await harbour.run();
    expect(await ask(alice, 'cancelCommand', { key: alice.outbox[0]?.key ?? '' })).toMatchObject({ ok: true });
    await harbour.run(100);
    expect(row(alice, id)?.title).toBe('Crew');
    expect(alice.outbox).toEqual([]);
    alice.setOnline(true);
    await harbour.run(60_000);
    for (const device of [alice, bob]) expect(row(device, id)?.title).toBe('Meant');
    expect(alice.connection?.unsent).toBe(0);
  });

  it('OUT-6 one that a rebase wrote again is no longer listed when the server has it', async () => {
    const { harbour, alice, bob, id, ask } = await group();
    const backup = harbour.backup();
    alice.setOnline(false);
    await ask(alice, 'rename', { conversationId: id, name: 'Night watch' });
    await harbour.run();
    await harbour.restore(backup);
    // The server has it long before the device has stored the rebased document.
    alice.disk.failing = true;
    alice.setOnline(true);
    await harbour.run(60_000);
    alice.disk.failing = false;
    await harbour.run(60_000);
    expect(alice.outbox).toEqual([]);
    for (const device of [alice, bob]) expect(row(device, id)?.title).toBe('Night watch');
  });

  it('OUT-7 the changes of an admin who was removed as admin meanwhile are listed as refused and undone', async () => {
    const { harbour, alice, bob, id, ask } = await group();
    const become = async (role: 'admin' | 'member') => {
      await putMember(harbour.storage.facts, id, bob.userId, role, harbour.scheduler.now, alice.userId);
      await harbour.announce(id);
      await harbour.run();
    };
    const words = await harbour.send(alice, id, 'stays');
    await become('admin');
    bob.setOnline(false);
    await ask(bob, 'rename', { conversationId: id, name: 'Mutiny' });
    await ask(bob, 'pin', { conversationId: id, chapter: 0, messageId: words, on: true });
    await ask(bob, 'remove', { conversationId: id, chapter: 0, messageId: words });
    await harbour.run(10_000);
    expect(row(bob, id)?.title).toBe('Mutiny');
    expect(bob.messages(id)[0]?.deleted).toBeDefined();
    await become('member');
    bob.setOnline(true);
    await harbour.run(60_000);
    for (const device of [alice, bob]) {
      expect(row(device, id)?.title).toBe('Crew');
      expect(device.views.get(id)?.pins).toEqual([]);
      expect(device.messages(id).map(({ text }) => text)).toEqual(['stays']);
    }
    expect(bob.outbox.map(({ kind, state, reason }) => [kind, state, reason]).sort()).toEqual([
      ['pin', 'refused', 'not-allowed'],
      ['remove-message', 'refused', 'not-allowed'],
      ['rename', 'refused', 'not-allowed'],
    ]);
    expect(bob.connection?.refused).toBe(3);
    for (const { key } of bob.outbox) await ask(bob, 'dismissCommand', { key });
    await harbour.run(100);
    expect(bob.outbox).toEqual([]);
  });
});

describe('leaving', () => {
  // The request may be there before the socket is.
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('OUT-8 lets what was written before go first, by seed %i', async (seed) => {
    const { harbour, alice, bob, id, ask } = await group(seed);
    await harbour.run(30_000);
    bob.setOnline(false);
    await harbour.send(bob, id, 'farewell');
    await ask(bob, 'leave', { conversationId: id });
    await harbour.run();
    bob.setOnline(true);
    await harbour.run(60_000);
    expect(alice.messages(id).map(({ text }) => text)).toEqual(['farewell']);
    expect([bob.outbox, bob.notSent]).toEqual([[], []]);
    expect(members(alice, id)).toEqual(['alice owner']);
    expect(row(bob, id)?.state).toBe('left');
    expect(bob.messages(id).map(({ text }) => text)).toEqual(['farewell']);
  });

  // Whatever is left of its patience when the connection comes.
  it.each([35_000, 38_000, 39_000, 39_500, 40_000, 41_000, 60_000, 3_600_000])(
    'OUT-8 lets what was written before go first after %i ms without a connection',
    async (away) => {
      const { harbour, alice, bob, id, ask } = await group();
      await harbour.run(30_000);
      bob.setOnline(false);
      await harbour.send(bob, id, 'farewell');
      await ask(bob, 'leave', { conversationId: id });
      await harbour.run(away);
      expect(row(bob, id)?.state).toBe('left');
      bob.setOnline(true);
      await harbour.run(60_000);
      expect(alice.messages(id).map(({ text }) => text)).toEqual(['farewell']);
      expect([bob.outbox, bob.notSent]).toEqual([[], []]);
      expect(members(alice, id)).toEqual(['alice owner']);
    },
  );

  it('OUT-8 waits less than a minute for what cannot be sent', async () => {
    const { harbour, alice, bob, id, ask } = await group();
    await harbour.run(30_000);
    // Requests arrive, and nothing that its sockets send.
    bob.vanishing = { up: true };
    await harbour.send(bob, id, 'farewell');
    await ask(bob, 'leave', { conversationId: id });
    await harbour.run(30_000);
    expect(members(alice, id)).toContain('bob member');
    await harbour.run(30_000);
    expect(bob.outbox).toEqual([]);
    expect(members(alice, id)).toEqual(['alice owner']);
    bob.vanishing = {};
    await harbour.run(60_000);
    expect(alice.messages(id)).toEqual([]);
    expect(bob.notSent.map(({ text }) => text)).toEqual(['farewell']);
  });
});
