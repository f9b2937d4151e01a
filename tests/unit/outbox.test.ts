import { describe, expect, it } from 'vitest';
import { expectMembers } from '../../client/replica/outbox/expected-members.ts';
import type { Command, CommandRecord } from '../../client/replica/records.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { row } from '../support/device-row.ts';
import { group, members } from '../support/outbox-devices.ts';
import { putMember, removeMember } from '../support/put-member.ts';

const listed = (device: SimulatedDevice) => device.outbox.map(({ kind, who, state }) => [kind, who, state]);

describe('what waits for the server', () => {
  it('OUT-1 is listed with what it is, over a restart, until it is answered', async () => {
    const { harbour, alice, carol, id, ask } = await group();
    alice.setOnline(false);
    const at = harbour.scheduler.now;
    await ask(alice, 'addMember', { conversationId: id, person: carol });
    alice.crash();
    alice.start();
    await harbour.run();
    expect(alice.outbox).toMatchObject([
      {
        kind: 'add-member',
        conversationId: id,
        conversationTitle: 'Crew',
        who: 'carol',
        state: 'waiting',
        mayCancel: true,
      },
    ]);
    expect(alice.outbox[0]?.at).toBeGreaterThanOrEqual(at);
    expect(alice.connection).toMatchObject({ unsent: 1, refused: 0 });
    alice.setOnline(true);
    await harbour.run(60_000);
    expect(alice.outbox).toEqual([]);
    alice.look(id);
    await harbour.run();
    expect(members(alice, id)).toEqual(['alice owner', 'bob member', 'carol member']);
  });

  it('REP-18 commands of a conversation are tried in their order, over a restart, and a refused one is not repeated', async () => {
    const { harbour, alice, bob, carol, id, ask } = await group();
    alice.setOnline(false);
    await ask(alice, 'addMember', { conversationId: id, person: carol });
    await ask(alice, 'changeRole', { conversationId: id, userId: carol.userId, role: 'admin' });
    await ask(alice, 'removeMember', { conversationId: id, userId: bob.userId });
    alice.crash();
    alice.start();
    await harbour.run();
    expect(listed(alice).map(([kind]) => kind)).toEqual(['add-member', 'make-admin', 'remove-member']);
    alice.setOnline(true);
    await harbour.run(60_000);
    expect(listed(alice)).toEqual([]);
    alice.look(id);
    await harbour.run();
    // In any other order the second would have been refused.
    expect(members(alice, id)).toEqual(['alice owner', 'carol admin']);

    alice.setOnline(false);
    await ask(alice, 'changeRole', { conversationId: id, userId: carol.userId, role: 'member' });
    await removeMember(harbour.storage.facts, id, carol.userId as UserId, harbour.scheduler.now, alice.userId);
    alice.setOnline(true);
    await harbour.run(60_000);
    expect(listed(alice)).toEqual([['remove-admin', 'carol', 'refused']]);
    await putMember(harbour.storage.facts, id, carol.userId as UserId, 'admin', harbour.scheduler.now, alice.userId);
    await harbour.run(600_000);
    expect((await harbour.storage.facts.members(id)).find(({ userId }) => userId === carol.userId)?.role).toBe('admin');
  });

  it('OUT-2 stays with its reason when it is refused, until that was seen, and shows no more', async () => {
    const { harbour, alice, bob, bobHimself, carol, id, ask } = await group();
    await putMember(harbour.storage.facts, id, bob.userId, 'admin', harbour.scheduler.now, alice.userId);
    await harbour.announce(id);
    await harbour.run();
    bob.setOnline(false);
    await ask(bob, 'addMember', { conversationId: id, person: carol });
    await harbour.run(100);
    expect(members(bob, id)).toContain('carol member waiting');
    await ask(alice, 'removeMember', { conversationId: id, userId: bobHimself.userId });
    await harbour.run();
    bob.setOnline(true);
    await harbour.run(60_000);
    expect(bob.outbox).toMatchObject([{ kind: 'add-member', who: 'carol', state: 'refused', reason: 'not-found' }]);
    expect(bob.connection).toMatchObject({ unsent: 0, refused: 1 });
    expect(members(bob, id)).toEqual([]);
    const key = bob.outbox[0]?.key ?? '';
    expect(await ask(bob, 'cancelCommand', { key })).toEqual({ ok: false, error: 'too-late' });
    await ask(bob, 'dismissCommand', { key });
    await harbour.run(100);
    expect(bob.outbox).toEqual([]);
    expect(bob.connection?.refused).toBe(0);
  });

  it('OUT-3 can be taken back, and then never happens', async () => {
    const { harbour, alice, bob, carol, id, ask } = await group();
    alice.setOnline(false);
    await ask(alice, 'addMember', { conversationId: id, person: carol });
    await ask(alice, 'removeMember', { conversationId: id, userId: bob.userId });
    await harbour.run(100);
    expect(members(alice, id)).toEqual(['alice owner', 'carol member waiting']);
    for (const { key } of alice.outbox) expect(await ask(alice, 'cancelCommand', { key })).toMatchObject({ ok: true });
    await harbour.run(100);
    expect(listed(alice)).toEqual([]);
    expect(members(alice, id)).toEqual(['alice owner', 'bob member']);
    alice.setOnline(true);
    await harbour.run(60_000);
    expect(members(bob, id)).toEqual(['alice owner', 'bob member']);
  });

  it('OUT-3 awaits the answer to what is being tried: done is too late', async () => {
    const { harbour, alice, carol, id, ask } = await group();
    let key = '';
    let cancelled: unknown = { ok: true, value: {} };
    // The answer may be lost on its way: then it can be taken back, and is asked for again.
    for (let tries = 0; tries < 20 && JSON.stringify(cancelled).includes('"ok":true'); tries++) {
      void alice.call('addMember', { conversationId: id, person: carol });
      for (let i = 0; i < 30 && alice.outbox.length === 0; i++) await harbour.run(1);
      // Listed before it is asked: a moment later it is on its way.
      await harbour.run(tries);
      key = alice.outbox[0]?.key ?? '';
      expect(key).not.toBe('');
      cancelled = await ask(alice, 'cancelCommand', { key });
    }
    expect(cancelled).toEqual({ ok: false, error: 'too-late' });
    await harbour.run();
    expect(members(alice, id)).toEqual(['alice owner', 'bob member', 'carol member']);
    expect(await ask(alice, 'cancelCommand', { key })).toEqual({ ok: false, error: 'too-late' });
  });

  it('OUT-4 a creation goes with all that hangs on it, and its words are kept', async () => {
    const { harbour, alice, bob, bobHimself, carol, ask } = await group();
    alice.setOnline(false);
    const id = makeGroupId(harbour.scheduler.now, harbour.random);
    await ask(alice, 'createGroup', { conversationId: id, name: 'Regatta', members: [bobHimself] });
    await ask(alice, 'addMember', { conversationId: id, person: carol });
    await harbour.send(alice, id, 'who has a boat?');
    await ask(alice, 'saveDraft', { conversationId: id, text: 'and a crew' });
    await harbour.run(2_000);
    expect(listed(alice)).toEqual([
      ['create-group', undefined, 'waiting'],
      ['add-member', 'carol', 'waiting'],
    ]);
    expect(row(alice, id)?.state).toBe('waiting');
    await ask(alice, 'cancelCommand', { key: alice.outbox[0]?.key ?? '' });
    await harbour.run();
    expect(alice.outbox).toEqual([]);
    expect(row(alice, id)).toBeUndefined();
    expect(alice.notSent).toMatchObject([
      { text: 'and a crew', conversationTitle: 'Regatta', reason: 'cancelled', retry: false },
      { text: 'who has a boat?', conversationTitle: 'Regatta', reason: 'cancelled', retry: false },
    ]);
    alice.crash();
    alice.start();
    alice.setOnline(true);
    await harbour.run(60_000);
    expect(row(alice, id)).toBeUndefined();
    expect(row(bob, id)).toBeUndefined();
    expect(alice.notSent.length).toBe(2);
    expect(alice.connection?.unsent).toBe(0);
  });

  it('OUT-4 a refused creation stays until it was seen, then goes from the list', async () => {
    const { harbour, alice, carol, id, ask } = await group();
    const other = await harbour.device('carol', 'carol');
    await harbour.run();
    // The id of Alice's group, as nobody honest would choose it.
    await ask(other, 'createGroup', { conversationId: id, name: 'Mine', members: [carol] });
    await harbour.send(other, id, 'hello?').catch(() => {});
    await harbour.run();
    expect(row(other, id)?.state).toBe('refused');
    expect(other.outbox).toMatchObject([{ kind: 'create-group', conversationTitle: 'Mine', reason: 'id-taken' }]);
    await ask(other, 'dismissCommand', { key: other.outbox[0]?.key ?? '' });
    await harbour.run();
    expect(row(other, id)).toBeUndefined();
    expect(other.outbox).toEqual([]);
    expect(row(alice, id)?.state).toBe('ready');
  });
});

describe('what shows at once', () => {
  const person = (name: string) => ({ userId: `u-${name}`, number: name.length, name });
  const known = [
    { person: person('alice'), role: 'owner' as const, waiting: false },
    { person: person('bob'), role: 'member' as const, waiting: false },
  ];
  const of = (commands: readonly Command[]) => {
    const asked = commands.map((command, at): CommandRecord => ({ ...command, at }));
    const { members: after, leaving } = expectMembers(known, asked, 'u-alice', [person('dan')]);
    return { leaving, members: after.map(({ person: { name }, role, waiting }) => [name, role, waiting]) };
  };
  const conversationId = 'g';

  it('OUT-5 members, roles and the owner, in the order they were asked for', () => {
    expect(
      of([
        { kind: 'add-member', conversationId, person: person('carol') },
        { kind: 'change-role', conversationId, userId: 'u-carol', role: 'admin' },
        { kind: 'hand-over', conversationId, userId: 'u-bob' },
      ]),
    ).toEqual({
      leaving: undefined,
      members: [
        ['alice', 'admin', true],
        ['bob', 'owner', true],
        ['carol', 'admin', true],
      ],
    });
    expect(
      of([
        { kind: 'answer-request', conversationId, userId: 'u-dan', accept: true },
        { kind: 'answer-request', conversationId, userId: 'u-eve', accept: false },
      ]).members.at(-1),
    ).toEqual(['dan', 'member', true]);
    // Ownership goes to nobody outside the group.
    expect(of([{ kind: 'hand-over', conversationId, userId: 'u-dan' }]).members[0]).toEqual(['alice', 'owner', false]);
    expect(of([{ kind: 'remove-member', conversationId, userId: 'u-bob' }]).members).toEqual([
      ['alice', 'owner', false],
    ]);
  });

  it('OUT-5 leaving and deleting', () => {
    expect(of([{ kind: 'remove-member', conversationId, userId: 'u-alice' }]).leaving).toEqual({
      at: 0,
      deleted: false,
    });
    expect(of([{ kind: 'delete-group', conversationId }]).leaving).toEqual({ at: 0, deleted: true });
  });

  it('OUT-5 leaving is offered and shown at once, and can be taken back', async () => {
    const { harbour, alice, bob, id, ask } = await group();
    expect(alice.views.get(id)?.may).toMatchObject({ leave: false, deleteGroup: true, invite: true });
    expect(bob.views.get(id)?.may).toMatchObject({ leave: true, deleteGroup: false, invite: false });
    expect(alice.views.get(id)?.members.map(({ may }) => may)).toEqual([
      { remove: false, makeAdmin: false, removeAdmin: false, transfer: false },
      { remove: true, makeAdmin: true, removeAdmin: false, transfer: true },
    ]);
    expect(await ask(alice, 'leave', { conversationId: id })).toEqual({ ok: false, error: 'not-allowed' });
    bob.setOnline(false);
    await ask(bob, 'leave', { conversationId: id });
    await harbour.run(100);
    expect(row(bob, id)?.state).toBe('left');
    expect(bob.views.get(id)).toMatchObject({ members: [], removal: { by: undefined, deleted: false } });
    expect(listed(bob)).toEqual([['leave', undefined, 'waiting']]);
    await ask(bob, 'cancelCommand', { key: bob.outbox[0]?.key ?? '' });
    await harbour.run(100);
    expect(row(bob, id)?.state).toBe('ready');
  });
});
