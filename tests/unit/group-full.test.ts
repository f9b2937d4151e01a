import { expect, it } from 'vitest';
import { refusalWords } from '../../client/features/outbox/outbox-words.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { Harbour } from '../support/fake-sync-server.ts';

it('GRP-19 a group of 256 is listed, with who has read what; the 257th is refused in plain words, also when added apart', async () => {
  const harbour = new Harbour();
  const [alice, bob] = [await harbour.device('alice', 'alice'), await harbour.device('bob', 'bob')];
  const id = makeGroupId(harbour.scheduler.now, harbour.random);
  const rest = [];
  for (let i = 2; i < LIMITS.groupMembers - 1; i++) rest.push(await harbour.person(`guest${i}`));
  const [dora, erin, finn] = [await harbour.person('dora'), await harbour.person('erin'), await harbour.person('finn')];
  const all = [await harbour.person('bob'), ...rest];
  const ask = (who: typeof alice, person: typeof dora) =>
    harbour.answer(who.call('addMember', { conversationId: id, person }));
  // One too many is not made at all, one less is.
  const tooMany = await harbour.answer(
    alice.call('createGroup', { conversationId: id, name: 'Fleet', members: [...all, dora, erin] }),
  );
  expect(tooMany).toEqual({ ok: false, error: 'too-many' });
  await harbour.answer(alice.call('createGroup', { conversationId: id, name: 'Fleet', members: all }));
  alice.look(id);
  bob.look(id);
  await harbour.run(20_000);
  expect(bob.views.get(id)?.members.length).toBe(LIMITS.groupMembers - 1);
  await harbour.answer(alice.call('changeRole', { conversationId: id, userId: all[0]?.userId ?? '', role: 'admin' }));
  await harbour.run();

  // Both have one place left as far as they know.
  bob.setOnline(false);
  await harbour.run(100);
  expect([await ask(alice, dora), await ask(bob, erin)]).toMatchObject([{ ok: true }, { ok: true }]);
  await harbour.run(20_000);
  bob.setOnline(true);
  await harbour.run(60_000);
  const [refused] = bob.outbox;
  expect(bob.outbox.map(({ kind, who, state }) => [kind, who, state])).toEqual([['add-member', 'erin', 'refused']]);
  if (refused !== undefined) expect(refusalWords(refused)).toBe('The group is full.');
  for (const device of [alice, bob]) {
    const members = device.views.get(id)?.members ?? [];
    expect(members.length).toBe(LIMITS.groupMembers);
    expect(members.filter(({ name }) => ['dora', 'erin'].includes(name)).map(({ name }) => name)).toEqual(['dora']);
  }
  expect(await ask(alice, finn)).toEqual({ ok: false, error: 'too-many' });

  const messageId = await harbour.send(alice, id, 'all hands');
  await harbour.run(20_000);
  await harbour.answer(bob.call('markRead', { conversationId: id }));
  await harbour.run(20_000);
  // Not everybody has it: who has is told on demand.
  expect(alice.messages(id).at(-1)?.state).toBe('sent');
  const details = await harbour.answer(alice.call('details', { conversationId: id, chapter: 0, messageId }));
  expect(details).toMatchObject({ ok: true, value: { others: 255, delivered: 1, read: 1, complete: true } });
  if (details.ok) expect(details.value.people.filter(({ state }) => state === 'read')).toMatchObject([{ name: 'bob' }]);
  expect(await harbour.storage.facts.members(id)).toHaveLength(LIMITS.groupMembers);
});
