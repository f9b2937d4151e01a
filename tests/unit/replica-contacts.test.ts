import { describe, expect, it } from 'vitest';
import type { ConversationView } from '../../client/channel/conversation-view.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { type ConversationId, directIdOf, makeGroupId } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';

const rowOf = ({ conversations }: SimulatedDevice, id: ConversationId) => conversations.find((row) => row.id === id);
const viewOf = ({ views }: SimulatedDevice, id: ConversationId): ConversationView => {
  const view = views.get(id);
  if (view === undefined) throw new Error('It is not on screen.');
  return view;
};

describe('strangers', () => {
  /** Alice wrote to Bob, who has two devices. */
  const strangers = async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const phone = await harbour.device('phone', 'bob');
    const laptop = await harbour.device('laptop', 'bob');
    const id = await harbour.stranger(alice, 'bob');
    return { harbour, alice, phone, laptop, id };
  };
  const lastStateOf = (device: SimulatedDevice, id: ConversationId) => device.messages(id).at(-1)?.state;

  it('CON-20 stand among the requests with their first message, and their writer is told nothing more than sent', async () => {
    const { harbour, alice, phone, id } = await strangers();
    expect(rowOf(phone, id)).toBeUndefined();
    await harbour.send(alice, id, 'hello');
    await harbour.run();
    expect(rowOf(phone, id)).toMatchObject({ request: true, title: 'alice', last: { text: 'hello' } });
    expect(rowOf(alice, id)).toMatchObject({ request: false });
    phone.look(id);
    await harbour.run();
    expect(viewOf(phone, id)).toMatchObject({ request: 'incoming', mayPost: true });
    expect(viewOf(alice, id)).toMatchObject({ request: 'outgoing', online: 0 });
    await harbour.answer(phone.call('markRead', { conversationId: id }));
    await harbour.run(20_000);
    expect(lastStateOf(alice, id)).toBe('sent');
  });

  it('CON-21 are accepted on one device, also without a connection, and then known on all, and told', async () => {
    const { harbour, alice, phone, laptop, id } = await strangers();
    await harbour.send(alice, id, 'hello');
    await harbour.run();
    phone.look(id);
    await harbour.answer(phone.call('markRead', { conversationId: id }));
    phone.setOnline(false);
    expect(await harbour.answer(phone.call('answerStranger', { conversationId: id, accept: true }))).toMatchObject({
      ok: true,
    });
    await harbour.run();
    expect(rowOf(phone, id)).toMatchObject({ request: false });
    expect(rowOf(laptop, id)).toMatchObject({ request: true });
    phone.setOnline(true);
    await harbour.run(40_000);
    expect(rowOf(laptop, id)).toMatchObject({ request: false });
    expect(viewOf(alice, id).request).toBeUndefined();
    expect(lastStateOf(alice, id)).toBe('read');
  });

  it('CON-21 are accepted by writing to them', async () => {
    const { harbour, alice, phone, id } = await strangers();
    await harbour.send(alice, id, 'hello');
    await harbour.run();
    phone.look(id);
    phone.setOnline(false);
    await harbour.run();
    await harbour.send(phone, id, 'who are you?');
    await harbour.run();
    expect(viewOf(phone, id).request).toBeUndefined();
    phone.setOnline(true);
    await harbour.run(40_000);
    expect(viewOf(alice, id).request).toBeUndefined();
    expect(phone.outbox).toEqual([]);
  });

  it('CON-22 who are declined go from the list on all devices, untold; they come back when one looks for them', async () => {
    const { harbour, alice, phone, laptop, id } = await strangers();
    await harbour.send(alice, id, 'hello');
    await harbour.run();
    await harbour.answer(phone.call('answerStranger', { conversationId: id, accept: false }));
    await harbour.run();
    await harbour.send(alice, id, 'hello?');
    await harbour.run(10_000);
    for (const device of [phone, laptop]) expect(rowOf(device, id)).toBeUndefined();
    expect(lastStateOf(alice, id)).toBe('sent');
    expect(viewOf(alice, id).request).toBe('outgoing');
    await harbour.answer(laptop.call('startDirect', { person: await harbour.person('alice') }));
    await harbour.run();
    for (const device of [phone, laptop]) expect(rowOf(device, id)).toMatchObject({ request: true });
  });

  it('CON-22 declined on one device and accepted on another are accepted', async () => {
    const { harbour, alice, phone, laptop, id } = await strangers();
    await harbour.send(alice, id, 'hello');
    await harbour.run();
    for (const device of [phone, laptop]) device.setOnline(false);
    await harbour.answer(phone.call('answerStranger', { conversationId: id, accept: true }));
    await harbour.answer(laptop.call('answerStranger', { conversationId: id, accept: false }));
    for (const device of [phone, laptop]) device.setOnline(true);
    await harbour.run(40_000);
    for (const device of [phone, laptop]) expect(rowOf(device, id)).toMatchObject({ request: false });
  });

  it('CON-23 are not offered to write more than the server takes, and two devices together lose nothing', async () => {
    const { harbour, alice, id } = await strangers();
    const tablet = await harbour.device('tablet', 'alice');
    tablet.look(id);
    await harbour.run();
    for (const device of [alice, tablet]) device.setOnline(false);
    for (let n = 0; n < LIMITS.unansweredMessages; n++) await harbour.send(alice, id, `${n}`);
    await harbour.run();
    expect(viewOf(alice, id).mayPost).toBe(false);
    await harbour.send(tablet, id, 'one more');
    alice.setOnline(true);
    await harbour.run(20_000);
    tablet.setOnline(true);
    await harbour.run(60_000);
    expect((await harbour.stored(id)).length).toBe(LIMITS.unansweredMessages);
    expect(tablet.notSent).toMatchObject([{ text: 'one more' }]);
    expect(viewOf(tablet, id).mayPost).toBe(false);
  });
});

describe('blocks', () => {
  const people = async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const bob = await harbour.device('bob', 'bob');
    const id = await harbour.direct(alice, 'bob');
    bob.look(id);
    const block = (device: SimulatedDevice, name: string, on: boolean) =>
      harbour.person(name).then((person) => harbour.answer(device.call('block', { person, on })));
    return { harbour, alice, bob, id, block };
  };

  it('CON-24 hide what somebody writes to one at once, also without a connection, and unblocking shows all of it', async () => {
    const { harbour, alice, bob, id, block } = await people();
    await harbour.send(bob, id, 'before');
    await harbour.send(alice, id, 'mine');
    await harbour.run();
    alice.setOnline(false);
    await block(alice, 'bob', true);
    await harbour.run();
    // Taken back while it waits, it is as if it had not been.
    await harbour.answer(alice.call('cancelCommand', { key: alice.outbox[0]?.key ?? '' }));
    await harbour.run();
    expect(texts(alice, id).sort()).toEqual(['before', 'mine']);
    expect([viewOf(alice, id).blocked, alice.outbox]).toEqual([false, []]);
    await block(alice, 'bob', true);
    await harbour.run();
    expect(texts(alice, id)).toEqual(['mine']);
    expect(rowOf(alice, id)?.unread).toBe(0);
    expect(viewOf(alice, id)).toMatchObject({ blocked: true, mayPost: false });
    expect(alice.outbox).toMatchObject([{ kind: 'block', who: 'bob', state: 'waiting', mayCancel: true }]);
    alice.setOnline(true);
    await harbour.run(40_000);
    expect(alice.outbox).toEqual([]);
    await harbour.send(bob, id, 'still there?');
    await harbour.run(20_000);
    expect(texts(alice, id)).toEqual(['mine']);
    expect(rowOf(alice, id)).toMatchObject({ blocked: true, unread: 0, last: { text: 'mine' } });
    expect(bob.messages(id).at(-1)?.state).toBe('sent');
    await block(alice, 'bob', false);
    await harbour.run(20_000);
    expect(texts(alice, id).sort()).toEqual(['before', 'mine', 'still there?']);
    expect(rowOf(alice, id)).toMatchObject({ blocked: false });
    await harbour.run(20_000);
    expect(['delivered', 'read']).toContain(bob.messages(id).at(-1)?.state);
  });

  it('CON-24 of two devices that decide apart the later decision stands on both', async () => {
    const { harbour, alice, id, block } = await people();
    const phone = await harbour.device('phone', 'alice');
    for (const device of [alice, phone]) device.setOnline(false);
    await block(alice, 'bob', true);
    await harbour.run(10_000);
    await block(phone, 'bob', true);
    await block(phone, 'bob', false);
    phone.setOnline(true);
    await harbour.run(40_000);
    alice.setOnline(true);
    await harbour.run(40_000);
    for (const device of [alice, phone]) expect(rowOf(device, id)).toMatchObject({ blocked: false });
  });

  it('CON-25 in a group show that somebody blocked wrote, count nothing of it, and call nobody', async () => {
    const { harbour, alice, bob, block } = await people();
    const carol = await harbour.device('carol', 'carol');
    const id = makeGroupId(harbour.scheduler.now, harbour.random);
    const dan = await harbour.device('dan', 'dan');
    const members = await Promise.all(['bob', 'carol', 'dan'].map((name) => harbour.person(name)));
    await harbour.answer(alice.call('createGroup', { conversationId: id, name: 'Crew', members }));
    await harbour.run();
    for (const device of [alice, bob, carol]) device.look(id);
    await harbour.send(carol, id, 'from Carol');
    await harbour.run();
    await block(alice, 'bob', true);
    await harbour.run();
    await harbour.send(bob, id, 'from Bob');
    await harbour.run(20_000);
    expect(alice.messages(id).map(({ text, blocked }) => [text, blocked])).toEqual([
      ['from Carol', undefined],
      ['from Bob', true],
    ]);
    expect(rowOf(alice, id)).toMatchObject({ unread: 1, last: { text: 'from Carol' } });
    expect(viewOf(alice, id).members.find(({ name }) => name === 'bob')).toMatchObject({ blocked: true });
    expect(rowOf(carol, id)).toMatchObject({ unread: 1, last: { text: 'from Bob' } });
    // Also where one blocks without a connection, and what they wrote stands in a closed chapter.
    await harbour.send(carol, id, 'from Carol again');
    dan.look(id);
    await harbour.run(20_000);
    dan.lookAway(id);
    dan.crash();
    dan.setOnline(false);
    dan.start();
    await harbour.run();
    expect(rowOf(dan, id)?.unread).toBe(3);
    await block(dan, 'bob', true);
    await harbour.run();
    expect(rowOf(dan, id)).toMatchObject({ unread: 2, last: { text: 'from Carol again' } });
  });

  it('CON-26 reports wait for a connection, and arrive once with the words of the device', async () => {
    const { harbour, alice, bob, id } = await people();
    const said = await harbour.send(bob, id, 'rude');
    await harbour.run();
    alice.setOnline(false);
    const report = { conversationId: id, messages: [said], reason: ' He is rude ' };
    expect(await harbour.answer(alice.call('report', report))).toMatchObject({ ok: true });
    expect(alice.outbox).toMatchObject([{ kind: 'report', conversationTitle: 'bob' }]);
    alice.setOnline(true);
    await harbour.run(40_000);
    expect(alice.outbox).toEqual([]);
    const [found, more] = await harbour.storage.facts.reports();
    expect([found, more]).toMatchObject([
      { reason: 'He is rude', messages: [{ id: said, text: 'rude', author: { name: 'bob' } }] },
      undefined,
    ]);
    expect(found?.by.userId).toBe('user-alice' as UserId);
  });
});

describe('notes to self', () => {
  it('CON-27 are one, begun offline on two devices apart, on all of one’s devices and nobody else’s', async () => {
    const harbour = new Harbour();
    const [phone, laptop] = [await harbour.device('phone', 'alice'), await harbour.device('laptop', 'alice')];
    const bob = await harbour.device('bob', 'bob');
    const person = await harbour.person('alice');
    const id = directIdOf(phone.userId, phone.userId);
    for (const device of [phone, laptop]) {
      device.setOnline(false);
      await harbour.answer(device.call('startDirect', { person }));
      device.look(id);
      await harbour.run(100);
      await harbour.send(device, id, `on the ${device.name}`);
      await harbour.run(100);
      expect(viewOf(device, id)).toMatchObject({ kind: 'notes', mayPost: true, request: undefined, blocked: false });
    }
    for (const device of [phone, laptop]) {
      device.setOnline(true);
      await harbour.run(60_000);
    }
    for (const device of [phone, laptop]) {
      expect(texts(device, id)).toEqual(['on the phone', 'on the laptop']);
      expect(rowOf(device, id)).toMatchObject({ kind: 'notes', unread: 0, request: false });
      expect(viewOf(device, id).members.map(({ name }) => name)).toEqual(['alice']);
      expect(device.outbox).toEqual([]);
    }
    const tablet = await harbour.device('tablet', 'alice');
    expect(rowOf(tablet, id)).toMatchObject({ kind: 'notes', unread: 0, last: { text: 'on the laptop' } });
    expect(bob.conversations).toEqual([]);
    const add = phone.call('addMember', { conversationId: id, person: await harbour.person('bob') });
    expect(await harbour.answer(add)).toMatchObject({ ok: false });
    expect(await harbour.answer(phone.call('block', { person, on: true }))).toMatchObject({ ok: false });
  });
});
