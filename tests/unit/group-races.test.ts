import { describe, expect, it } from 'vitest';
import type { CommandName, Commands } from '../../client/channel/commands.ts';
import { type ConversationId, makeGroupId } from '../../shared/ids/conversation.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';

const row = (device: SimulatedDevice, id: string) => device.conversations.find((one) => one.id === id);
const members = (device: SimulatedDevice, id: ConversationId) =>
  device.views
    .get(id)
    ?.members.map(({ name, role }) => `${name} ${role}`)
    .sort();
const refused = (device: SimulatedDevice) =>
  device.outbox.map(({ kind, who, state, reason }) => [kind, who, state, reason]);

/** Alice's group with Bob and Carol, all looking at it. */
const crew = async (roles: { readonly bob?: 'admin'; readonly carol?: 'admin' } = {}) => {
  const harbour = new Harbour();
  const alice = await harbour.device('alice', 'alice');
  const bob = await harbour.device('bob', 'bob');
  const carol = await harbour.device('carol', 'carol');
  const people = { bob: await harbour.person('bob'), carol: await harbour.person('carol') };
  const id = makeGroupId(harbour.scheduler.now, harbour.random);
  const ask = async <C extends CommandName>(device: SimulatedDevice, name: C, input: Commands[C]['in']) => {
    const result = await harbour.answer(device.call(name, input));
    if (!result.ok) throw new Error(`${name}: ${result.error}`);
    return result.value;
  };
  await ask(alice, 'createGroup', { conversationId: id, name: 'Crew', members: [people.bob, people.carol] });
  for (const device of [alice, bob, carol]) device.look(id);
  await harbour.run();
  for (const name of ['bob', 'carol'] as const)
    if (roles[name] !== undefined)
      await ask(alice, 'changeRole', { conversationId: id, userId: people[name].userId, role: 'admin' });
  await harbour.run();
  const offline = async (...devices: SimulatedDevice[]) => {
    for (const device of devices) device.setOnline(false);
    await harbour.run(100);
  };
  /** One after another, each until all is quiet. */
  const online = async (...devices: SimulatedDevice[]) => {
    for (const device of devices) {
      device.setOnline(true);
      await harbour.run(60_000);
    }
  };
  return { harbour, alice, bob, carol, people, id, ask, offline, online };
};

describe('races in groups', () => {
  it('RACE-1 two admins who would remove each other both stay', async () => {
    const { harbour, alice, bob, carol, people, id, ask, offline, online } = await crew({ bob: 'admin' });
    // Bob does not hear that Carol has become an admin, and removes a plain member.
    await offline(bob);
    await ask(bob, 'removeMember', { conversationId: id, userId: people.carol.userId });
    await ask(alice, 'changeRole', { conversationId: id, userId: people.carol.userId, role: 'admin' });
    await harbour.run();
    await expect(ask(carol, 'removeMember', { conversationId: id, userId: people.bob.userId })).rejects.toThrow(
      'not-allowed',
    );
    await online(bob);
    for (const device of [alice, bob, carol])
      expect(members(device, id)).toEqual(['alice owner', 'bob admin', 'carol admin']);
    expect(refused(bob)).toEqual([['remove-member', 'carol', 'refused', 'not-allowed']]);
  });

  it('RACE-1 of two acts against each other the first to arrive stands', async () => {
    const { alice, bob, carol, people, id, ask, offline, online } = await crew({ bob: 'admin' });
    await offline(alice, bob);
    await ask(alice, 'removeMember', { conversationId: id, userId: people.bob.userId });
    await ask(bob, 'removeMember', { conversationId: id, userId: people.carol.userId });
    await online(alice, bob);
    for (const device of [alice, carol]) expect(members(device, id)).toEqual(['alice owner', 'carol member']);
    expect(row(bob, id)?.state).toBe('left');
    expect(refused(bob)).toEqual([['remove-member', 'carol', 'refused', 'not-found']]);
  });

  it('RACE-2 an admin removed as admin while offline is refused what needed the role, and keeps the rest', async () => {
    const { alice, bob, carol, people, id, ask, harbour, offline, online } = await crew({ bob: 'admin' });
    await offline(bob);
    await ask(bob, 'removeMember', { conversationId: id, userId: people.carol.userId });
    await ask(bob, 'setRight', { conversationId: id, right: 'post', audience: 'admins' });
    await harbour.send(bob, id, 'order!');
    await harbour.run(100);
    expect(bob.views.get(id)).toMatchObject({ rights: { post: 'admins' } });
    await ask(alice, 'changeRole', { conversationId: id, userId: people.bob.userId, role: 'member' });
    await harbour.run();
    await online(bob);
    for (const device of [alice, bob, carol]) {
      expect(members(device, id)).toEqual(['alice owner', 'bob member', 'carol member']);
      expect(device.views.get(id)?.rights.post).toBe('everyone');
      expect(texts(device, id)).toEqual(['order!']);
    }
    expect(refused(bob).sort()).toEqual([
      ['remove-member', 'carol', 'refused', 'not-allowed'],
      ['set-right', undefined, 'refused', 'not-allowed'],
    ]);
    expect(bob.notSent).toEqual([]);
  });

  it('RACE-2 what a group lets only admins write since goes to Not sent', async () => {
    const { alice, bob, id, ask, harbour, offline, online } = await crew();
    await offline(bob);
    await harbour.send(bob, id, 'may I?');
    await ask(alice, 'setRight', { conversationId: id, right: 'post', audience: 'admins' });
    await harbour.run();
    await online(bob);
    expect(bob.views.get(id)?.mayPost).toBe(false);
    expect(bob.notSent).toMatchObject([{ text: 'may I?', reason: 'not-allowed' }]);
    expect(texts(alice, id)).toEqual([]);
    expect(bob.connection?.unsent).toBe(0);
  });

  it('RACE-3 who is added and removed apart is the same everywhere, by the last to arrive', async () => {
    const { alice, bob, carol, people, id, ask, offline, online } = await crew({ bob: 'admin' });
    await ask(alice, 'removeMember', { conversationId: id, userId: people.carol.userId });
    await offline(alice, bob);
    await ask(alice, 'addMember', { conversationId: id, person: people.carol });
    // Bob takes back what Alice has not even sent, and adds as well.
    await ask(bob, 'addMember', { conversationId: id, person: people.carol });
    await ask(bob, 'removeMember', { conversationId: id, userId: people.carol.userId });
    await online(bob, alice);
    for (const device of [alice, bob, carol])
      expect(members(device, id)).toEqual(['alice owner', 'bob admin', 'carol member']);
    expect([...refused(alice), ...refused(bob)]).toEqual([]);
    expect(row(carol, id)?.state).toBe('ready');
  });

  it('RACE-4 what is written while a group is deleted is kept under Not sent, and all of it stays readable', async () => {
    const { alice, bob, carol, id, ask, harbour, offline, online } = await crew();
    await harbour.send(carol, id, 'before');
    await harbour.run();
    await offline(bob);
    await harbour.send(bob, id, 'too late');
    await ask(alice, 'deleteGroup', { conversationId: id });
    await harbour.run();
    await online(bob);
    for (const device of [alice, bob, carol]) {
      expect(row(device, id)?.state).toBe('left');
      expect(texts(device, id)).toContain('before');
    }
    expect(bob.notSent).toMatchObject([{ text: 'too late', reason: 'not-a-member', retry: false }]);
    expect(bob.views.get(id)).toMatchObject({ removal: { by: 'alice', deleted: true }, members: [], mayPost: false });
    expect(alice.views.get(id)?.removal).toMatchObject({ by: undefined, deleted: true });
    expect(bob.connection?.unsent).toBe(0);
  });

  it('RACE-5 transferring ownership while the new owner leaves: leaving arrives first', async () => {
    const { alice, bob, carol, people, id, ask, offline, online } = await crew();
    await offline(alice, bob);
    await ask(alice, 'transferOwnership', { conversationId: id, userId: people.bob.userId });
    await ask(bob, 'leave', { conversationId: id });
    await online(bob, alice);
    for (const device of [alice, carol]) expect(members(device, id)).toEqual(['alice owner', 'carol member']);
    expect(refused(alice)).toEqual([['transfer', 'bob', 'refused', 'unknown-member']]);
    expect(refused(bob)).toEqual([]);
  });

  it('RACE-5 transferring ownership while the new owner leaves: the transfer arrives first', async () => {
    const { alice, bob, carol, people, id, ask, offline, online } = await crew();
    await offline(alice, bob);
    await ask(alice, 'transferOwnership', { conversationId: id, userId: people.bob.userId });
    await ask(bob, 'leave', { conversationId: id });
    await online(alice, bob);
    for (const device of [alice, bob, carol])
      expect(members(device, id)).toEqual(['alice admin', 'bob owner', 'carol member']);
    expect(refused(bob)).toEqual([['leave', undefined, 'refused', 'last-owner']]);
    expect(row(bob, id)?.state).toBe('ready');
  });

  it('RACE-6 two devices of one person that ask for the same are both content', async () => {
    const { harbour, alice, bob, people, id, ask, offline, online } = await crew();
    const other = await harbour.device('alice-2', 'alice');
    const bobsOther = await harbour.device('bob-2', 'bob');
    for (const device of [other, bobsOther]) device.look(id);
    await harbour.run();
    await offline(alice, other, bob, bobsOther);
    for (const device of [alice, other])
      await ask(device, 'changeRole', { conversationId: id, userId: people.carol.userId, role: 'admin' });
    await online(alice, other);
    await offline(alice, other);
    for (const device of [alice, other])
      await ask(device, 'transferOwnership', { conversationId: id, userId: people.carol.userId });
    for (const device of [bob, bobsOther]) await ask(device, 'leave', { conversationId: id });
    await online(alice, other, bob, bobsOther);
    for (const device of [alice, other]) expect(members(device, id)).toEqual(['alice admin', 'carol owner']);
    for (const device of [alice, other, bob, bobsOther]) expect(device.outbox).toEqual([]);
    for (const device of [bob, bobsOther]) expect(row(device, id)?.state).toBe('left');
  });

  it('RACE-6 two devices that delete the group are both content', async () => {
    const { harbour, alice, id, ask, offline, online } = await crew();
    const other = await harbour.device('alice-2', 'alice');
    other.look(id);
    await harbour.run();
    await offline(alice, other);
    for (const device of [alice, other]) await ask(device, 'deleteGroup', { conversationId: id });
    await online(alice, other);
    for (const device of [alice, other]) {
      expect(device.outbox).toEqual([]);
      expect(row(device, id)?.state).toBe('left');
    }
  });

  it('RACE-7 who was removed while offline is told, keeps what they had, and has all of it when taken in again', async () => {
    const { harbour, alice, bob, people, id, ask, offline, online } = await crew();
    await harbour.send(alice, id, 'one');
    await harbour.run();
    await offline(bob);
    await harbour.send(bob, id, 'from afar');
    const at = harbour.scheduler.now;
    await ask(alice, 'removeMember', { conversationId: id, userId: people.bob.userId });
    await harbour.run();
    await harbour.send(alice, id, 'two');
    await online(bob);
    const view = bob.views.get(id);
    expect(view).toMatchObject({
      state: 'left',
      members: [],
      mayPost: false,
      removal: { by: 'alice', deleted: false },
    });
    expect(view?.removal?.at).toBeGreaterThanOrEqual(at);
    expect(texts(bob, id)).toContain('one');
    expect(texts(bob, id)).not.toContain('two');
    expect(bob.notSent).toMatchObject([{ text: 'from afar', reason: 'not-a-member', retry: false }]);
    await ask(alice, 'addMember', { conversationId: id, person: people.bob });
    await harbour.run(60_000);
    expect(row(bob, id)?.state).toBe('ready');
    expect(texts(bob, id)).toEqual(['one', 'two']);
    expect(members(bob, id)).toEqual(['alice owner', 'bob member', 'carol member']);
    expect(bob.notSent).toMatchObject([{ text: 'from afar', retry: true }]);
    await ask(bob, 'retryNotSent', { key: bob.notSent[0]?.key ?? '' });
    await harbour.run(60_000);
    expect(texts(alice, id)).toEqual(['one', 'two', 'from afar']);
    expect(bob.notSent).toEqual([]);
  });

  it('RACE-7 a member added again to a group with history from joining keeps earlier messages; those in between stay closed', async () => {
    const { harbour, alice, bob, people, id, ask, online, offline } = await crew();
    await harbour.send(alice, id, 'one');
    await harbour.run();
    await offline(bob);
    await harbour.send(bob, id, 'from afar');
    await ask(alice, 'setHistory', { conversationId: id, history: 'joining' });
    await ask(alice, 'removeMember', { conversationId: id, userId: people.bob.userId });
    await harbour.run();
    await harbour.send(alice, id, 'secret');
    await harbour.run();
    await ask(alice, 'addMember', { conversationId: id, person: people.bob });
    await harbour.run();
    await harbour.send(alice, id, 'welcome back');
    await online(bob);
    expect(row(bob, id)?.state).toBe('ready');
    expect(texts(bob, id)).toContain('one');
    expect(texts(bob, id)).toContain('welcome back');
    expect(texts(bob, id)).not.toContain('secret');
    expect(bob.notSent).toMatchObject([{ text: 'from afar', retry: true }]);
    expect(bob.connection?.unsent).toBe(0);
    await harbour.send(bob, id, 'thanks');
    await harbour.run();
    expect(texts(alice, id)).toEqual(['one', 'secret', 'welcome back', 'thanks']);
  });
});
