import { describe, expect, it } from 'vitest';
import type { MessageBody } from '../../shared/envelope/body.ts';
import { makeEditId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';
import { crew, entry, newId, place, poll, sendBody } from '../support/message-crew.ts';

const newEdit = (harbour: Harbour) => makeEditId(harbour.scheduler.now, harbour.random);

describe('sending', () => {
  it('MSG-1 takes every kind of message that fits, and says in a word what does not', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await crew(harbour);
    const error = async (device: SimulatedDevice, body: MessageBody) => {
      const { result } = await sendBody(harbour, device, id, body);
      return result.ok ? 'sent' : result.error;
    };
    expect(await error(bob, { kind: 'text', text: ' \n' })).toBe('empty');
    expect(await error(bob, { kind: 'text', text: 'x'.repeat(20_001) })).toBe('too-long');
    expect(await error(bob, { kind: 'text', text: '@all', everyone: true })).toBe('not-allowed');
    expect(await error(alice, { kind: 'text', text: '@all', everyone: true })).toBe('sent');
    expect(await error(bob, poll({ text: ' ' }))).toBe('empty');
    expect(await error(bob, poll({ options: ['one'] }))).toBe('empty');
    expect(await error(bob, poll({ options: ['one', 'x'.repeat(121)] }))).toBe('too-long');
    expect(await error(bob, poll({ options: Array.from({ length: 13 }, (_, i) => `${i}`) }))).toBe('too-many');
    expect(await error(bob, poll())).toBe('sent');
    expect(await error(bob, { kind: 'location', latitude: 57.1, longitude: -6.2 })).toBe('sent');
    expect(await error(bob, { kind: 'contact', userId: 'user-carol', by: 1026, name: 'carol' })).toBe('sent');
    await harbour.run();
    expect(texts(alice, id)).toEqual(['@all', '📊 Where to?', '📍 57.1,-6.2', '👤 carol']);
  });

  it('MSG-2 keeps the mentions of an edit, lets only the author edit texts, and lists the versions', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await crew(harbour);
    const { messageId } = await sendBody(harbour, bob, id, { kind: 'text', text: 'ahoy' });
    await harbour.run();
    const edit = { ...place(id, messageId), editId: newEdit(harbour), text: '@alice ahoy' };
    expect(await harbour.answer(alice.call('edit', edit))).toEqual({ ok: false, error: 'not-allowed' });
    expect(await harbour.answer(bob.call('edit', { ...edit, everyone: true }))).toEqual({
      ok: false,
      error: 'not-allowed',
    });
    const mentions = [{ by: (await harbour.person('alice')).number, name: 'alice' }];
    expect((await harbour.answer(bob.call('edit', { ...edit, mentions }))).ok).toBe(true);
    await harbour.run();
    expect(entry(alice, id, messageId)?.body).toMatchObject({ text: '@alice ahoy', mentions });
    const versions = await harbour.answer(alice.call('versions', place(id, messageId)));
    expect(versions).toMatchObject({ ok: true, value: { versions: [{ text: 'ahoy' }, { text: '@alice ahoy' }] } });
    const question = await sendBody(harbour, bob, id, poll());
    expect(
      await harbour.answer(
        bob.call('edit', { ...place(id, question.messageId), editId: newEdit(harbour), text: 'else?' }),
      ),
    ).toEqual({ ok: false, error: 'not-allowed' });
  });

  it('MSG-41 tells those its text names, and in a group the author of what it answers, through edits and closing', async () => {
    const harbour = new Harbour();
    const { alice, bob, carol, id } = await crew(harbour);
    for (const device of [alice, carol]) device.lookAway(id);
    const mentions = (device: SimulatedDevice) => device.conversations.find((one) => one.id === id)?.mentions;
    const counts = async () => {
      await harbour.run();
      // As the server counts, which reads no text.
      const facts = [alice, carol].map(async ({ userId }) => {
        const { conversations } = await harbour.storage.facts.feed(userId, 0, 100);
        return conversations.find((one) => one.id === id)?.mentions;
      });
      expect(await Promise.all(facts)).toEqual([mentions(alice), mentions(carol)]);
      return [mentions(alice), mentions(carol)];
    };
    const hers = await sendBody(harbour, alice, id, { kind: 'text', text: 'ahoy' });
    await harbour.run();
    const reply = { chapter: 0, id: hers.messageId };
    const answer = await sendBody(harbour, bob, id, { kind: 'text', text: 'ahoy yourself', reply });
    expect(await counts()).toEqual([1, 0]);
    const names = [{ by: (await harbour.person('carol')).number, name: 'carol' }];
    const edit = { ...place(id, answer.messageId), editId: newEdit(harbour), text: '@carol too', mentions: names };
    expect((await harbour.answer(bob.call('edit', edit))).ok).toBe(true);
    expect(await counts()).toEqual([1, 1]);
    const again = { ...place(id, answer.messageId), editId: newEdit(harbour), text: 'nobody else' };
    expect((await harbour.answer(bob.call('edit', again))).ok).toBe(true);
    expect(await counts()).toEqual([1, 0]);
    const question = await sendBody(harbour, bob, id, poll({ reply }));
    expect(await counts()).toEqual([2, 0]);
    await harbour.answer(bob.call('closePoll', { ...place(id, question.messageId), editId: newEdit(harbour) }));
    expect(await counts()).toEqual([2, 0]);
    // Of one's own message nobody is told, nor between two people.
    await sendBody(harbour, alice, id, { kind: 'text', text: 'to myself', reply });
    const two = await harbour.direct(bob, 'carol');
    await harbour.run();
    const first = await harbour.send(carol, two, 'ahoy');
    await harbour.run();
    await sendBody(harbour, bob, two, { kind: 'text', text: 'ahoy', reply: { chapter: 0, id: first } });
    await harbour.run();
    expect(carol.conversations.map((one) => one.mentions)).toEqual([0, 0]);
  });

  it('MSG-3 opens no chapter that does not exist', async () => {
    const harbour = new Harbour();
    const { alice, id } = await crew(harbour);
    const nowhere = { conversationId: id, chapter: 77, messageId: newId(harbour) };
    expect(await harbour.answer(alice.call('react', { ...nowhere, emoji: '👍', on: true }))).toEqual({
      ok: false,
      error: 'unknown',
    });
    const { messageId } = await sendBody(harbour, alice, id, { kind: 'text', text: 'still here' });
    expect(entry(alice, id, messageId)?.chapter).toBe(0);
  });
});

describe('polls', () => {
  it('MSG-4 counts a vote of each once, lets it be changed and taken back, and merges votes made apart', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await crew(harbour);
    const { messageId } = await sendBody(harbour, alice, id, poll());
    await harbour.run();
    const vote = (device: SimulatedDevice, choices: number[]) =>
      harbour.answer(device.call('vote', { ...place(id, messageId), choices }));
    expect(await vote(bob, [0, 1])).toEqual({ ok: false, error: 'too-many' });
    expect(await vote(bob, [2])).toEqual({ ok: false, error: 'unknown' });
    await vote(bob, [0]);
    await harbour.run();
    alice.setOnline(false);
    bob.setOnline(false);
    await vote(alice, [0]);
    await vote(bob, [1]);
    alice.setOnline(true);
    bob.setOnline(true);
    await harbour.run(60_000);
    for (const device of [alice, bob])
      expect(entry(device, id, messageId)?.poll).toMatchObject({
        voters: 2,
        closed: false,
        options: [
          { count: 1, names: ['alice'] },
          { count: 1, names: ['bob'] },
        ],
      });
    await vote(bob, []);
    await harbour.run();
    expect(entry(alice, id, messageId)?.poll?.voters).toBe(1);
  });

  it('MSG-5 is closed by its author only, once, and offers no votes then', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await crew(harbour);
    const { messageId } = await sendBody(harbour, bob, id, poll({ anonymous: true }));
    await harbour.run();
    const close = (device: SimulatedDevice) =>
      harbour.answer(device.call('closePoll', { ...place(id, messageId), editId: newEdit(harbour) }));
    expect(await close(alice)).toEqual({ ok: false, error: 'not-allowed' });
    expect(entry(bob, id, messageId)?.may).toMatchObject({ vote: true, closePoll: true, edit: false });
    await harbour.answer(alice.call('vote', { ...place(id, messageId), choices: [0] }));
    await close(bob);
    await harbour.run();
    expect(await harbour.answer(alice.call('vote', { ...place(id, messageId), choices: [1] }))).toEqual({
      ok: false,
      error: 'not-allowed',
    });
    for (const device of [alice, bob]) {
      expect(entry(device, id, messageId)).toMatchObject({
        edited: false,
        may: { vote: false, closePoll: false },
        poll: { closed: true, voters: 1 },
      });
      expect(entry(device, id, messageId)?.poll?.options[0]?.names).toEqual([]);
    }
  });
});
