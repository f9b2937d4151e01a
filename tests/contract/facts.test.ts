import { describe, expect, it } from 'vitest';
import { conversationDocument } from '../../shared/document/name.ts';
import { directIdOf, makeGroupId } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { putMember, removeMember } from '../support/put-member.ts';
import { ADAPTERS } from './adapters.ts';
import { carried, plainWrite, userId } from './plain-write.ts';
import { createWorld } from './world.ts';

describe.each(ADAPTERS)('facts on $name', (adapter) => {
  it('FACT-1 numbers accounts from 1,024, one each, and keeps the number when a name changes', async () => {
    const { storage, alice, bob } = await createWorld(adapter);
    expect([alice.number, bob.number]).toEqual([1024, 1025]);
    const renamed = await storage.facts.putAccount({
      userId: alice.userId,
      name: 'Alicia',
      email: 'a@example.org',
      at: 5,
    });
    expect(renamed).toEqual({
      userId: alice.userId,
      number: 1024,
      name: 'Alicia',
      email: 'a@example.org',
      generation: 0,
      privacy: { readReceipts: true, lastSeen: true },
    });
    expect(await storage.facts.account(alice.userId)).toEqual(renamed);
    expect(await storage.facts.account(userId('nobody'))).toBeUndefined();
    expect(await storage.facts.accountsCount()).toBe(3);
  });

  it('FACT-2 finds people by part of a name or by a whole e-mail address, in any case, but not the asker', async () => {
    const { storage, alice } = await createWorld(adapter);
    await storage.facts.putAccount({ userId: userId('emile'), name: 'Émile 100%', email: 'dupont@example.org', at: 1 });
    const find = async (query: string, limit = 10) =>
      (await storage.facts.searchPeople(query, alice.userId, limit)).map(({ name }) => name);
    expect(await find('ÉMI')).toEqual(['Émile 100%']);
    expect(await find('0%')).toEqual(['Émile 100%']);
    expect(await find('_')).toEqual([]);
    const email = 'dupont@example.org';
    expect(await find(email.toUpperCase())).toEqual(['Émile 100%']);
    for (let length = 1; length < email.length; length++) expect(await find(email.slice(0, length))).toEqual([]);
    for (const guess of ['dupont@%', 'dupont@example.or_', 'upont@example.org', 'dupont@example.org%', '@', '%@%'])
      expect([guess, await find(guess)]).toEqual([guess, []]);
    expect(await find('example.org')).toEqual([]);
    expect(await find('aro')).toEqual(['Carol']);
    expect(await find('alice')).toEqual([]);
    expect(await find('o', 1)).toEqual(['Bob']);
  });

  it('FACT-3 creating a group again is harmless for whoever made it, and refused for everyone else', async () => {
    const { storage, alice, bob, carol, clock, random } = await createWorld(adapter);
    const id = makeGroupId(clock.now, random);
    const members = [
      { userId: alice.userId, role: 'owner' },
      { userId: bob.userId, role: 'member' },
    ] as const;
    const asked = { id, kind: 'group', createdBy: alice.userId, name: 'Crew', members } as const;
    expect(await storage.facts.createConversation(asked, 1)).toBe('created');
    expect(await storage.facts.createConversation({ ...asked, members: [...members].reverse() }, 2)).toBe('exists');
    expect(await storage.facts.createConversation({ ...asked, createdBy: bob.userId }, 2)).toBe('id-taken');
    await removeMember(storage.facts, id, bob.userId, 3, alice.userId);
    expect(await storage.facts.createConversation(asked, 4)).toBe('exists');
    // Another device of hers, which knew less of it before the server was restored.
    expect(await storage.facts.createConversation({ ...asked, name: 'Other' }, 5)).toBe('exists');
    expect(await storage.facts.createConversation({ ...asked, members: members.slice(0, 1) }, 5)).toBe('exists');
    expect(await storage.facts.createConversation({ ...asked, createdBy: carol.userId }, 5)).toBe('id-taken');
    expect(await storage.facts.createConversation({ ...asked, createdBy: bob.userId }, 5)).toBe('id-taken');
    expect(await storage.facts.conversation(id)).toEqual({
      id,
      kind: 'group',
      createdBy: alice.userId,
      name: 'Crew',
      seq: 0,
      newestChapter: 0,
      rights: '{}',
    });
    expect((await storage.facts.members(id)).map((member) => member.userId)).toEqual([alice.userId]);
  });

  it('FACT-4 a direct conversation that both start is one, and nobody else can take it', async () => {
    const { storage, alice, bob, carol } = await createWorld(adapter);
    const id = directIdOf(alice.userId, bob.userId);
    const pair = [alice, bob].map((one) => ({ userId: one.userId, role: 'member' as const }));
    const asked = { id, kind: 'direct', createdBy: alice.userId, name: undefined, members: pair } as const;
    const both = await Promise.all([
      storage.facts.createConversation(asked, 1),
      storage.facts.createConversation({ ...asked, createdBy: bob.userId }, 1),
    ]);
    expect(both).toEqual(['created', 'exists']);
    expect(await storage.facts.createConversation({ ...asked, createdBy: carol.userId }, 1)).toBe('id-taken');
    expect(await putMember(storage.facts, id, carol.userId, 'member', 2, alice.userId)).toBe(false);
    expect(await removeMember(storage.facts, id, bob.userId, 2, alice.userId)).toBe(false);
    const notes = directIdOf(alice.userId, alice.userId);
    const self = { ...asked, id: notes, members: [{ userId: alice.userId, role: 'owner' as const }] };
    expect(await storage.facts.createConversation(self, 1)).toBe('created');
    expect(await storage.facts.createConversation(self, 1)).toBe('exists');
  });

  it('FACT-5 unknown members create nothing', async () => {
    const { storage, alice, clock, random } = await createWorld(adapter);
    const id = makeGroupId(clock.now, random);
    const members = [
      { userId: alice.userId, role: 'owner' },
      { userId: userId('nobody'), role: 'member' },
    ] as const;
    const asked = { id, kind: 'group', createdBy: alice.userId, name: undefined, members } as const;
    expect(await storage.facts.createConversation(asked, 1)).toBe('unknown-member');
    expect(await storage.facts.conversation(id)).toBeUndefined();
  });

  it('FACT-6 adds, removes and re-adds members and changes their roles, and says whether anything changed', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, bob } = world;
    const id = await world.group(alice);
    expect(await storage.facts.membership(id, bob.userId)).toBeUndefined();
    expect(await removeMember(storage.facts, id, bob.userId, 1, alice.userId)).toBe(false);
    expect(await putMember(storage.facts, id, bob.userId, 'member', 1, alice.userId)).toBe(true);
    expect(await putMember(storage.facts, id, bob.userId, 'member', 1, alice.userId)).toBe(false);
    expect(await putMember(storage.facts, id, bob.userId, 'admin', 1, alice.userId)).toBe(true);
    expect(await storage.facts.membership(id, bob.userId)).toEqual({
      conversationId: id,
      userId: bob.userId,
      number: bob.number,
      role: 'admin',
      from: 0,
    });
    expect(await removeMember(storage.facts, id, bob.userId, 2, alice.userId)).toBe(true);
    expect(await removeMember(storage.facts, id, bob.userId, 3, alice.userId)).toBe(false);
    expect(await storage.facts.membership(id, bob.userId)).toBeUndefined();
    expect(await putMember(storage.facts, id, bob.userId, 'member', 4, alice.userId)).toBe(true);
    expect((await storage.facts.members(id)).map(({ role }) => role)).toEqual(['owner', 'member']);
    expect(await putMember(storage.facts, id, userId('nobody'), 'member', 4, alice.userId)).toBe(false);
  });

  it('FACT-7 a full group takes nobody more, until somebody leaves', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, bob } = world;
    const id = await world.group(alice);
    for (let i = 1; i < LIMITS.groupMembers; i++) {
      await putMember(storage.facts, id, (await world.account(`Guest${i}`)).userId, 'member', 1, alice.userId);
    }
    expect(await putMember(storage.facts, id, bob.userId, 'member', 1, alice.userId)).toBe(false);
    await removeMember(storage.facts, id, userId('guest7'), 2, alice.userId);
    expect(await putMember(storage.facts, id, bob.userId, 'member', 3, alice.userId)).toBe(true);
  });

  it('FACT-8 watermarks are joined with max(), never pass the newest seq, and reading is delivery', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, bob } = world;
    const id = await world.group(alice, bob);
    for (let i = 0; i < 5; i++) await world.say(id, alice);
    const marks = async () => {
      const { conversations } = await storage.facts.feed(alice.userId, 0, 10);
      const member = conversations[0]?.members.find((one) => one.userId === bob.userId);
      return { read: member?.read, delivered: member?.delivered };
    };
    expect(await storage.facts.raise(id, bob.userId, { delivered: 3 })).toBe(true);
    expect(await marks()).toEqual({ read: 0, delivered: 3 });
    expect(await storage.facts.raise(id, bob.userId, { delivered: 2 })).toBe(false);
    expect(await storage.facts.raise(id, bob.userId, { read: 4, delivered: 1 })).toBe(true);
    expect(await marks()).toEqual({ read: 4, delivered: 4 });
    expect(await storage.facts.raise(id, bob.userId, { read: 1 })).toBe(false);
    expect(await storage.facts.raise(id, bob.userId, { read: 1_000_000 })).toBe(true);
    expect(await marks()).toEqual({ read: 5, delivered: 5 });
    expect(await storage.facts.raise(id, world.carol.userId, { read: 5 })).toBe(false);
  });

  it('FACT-9 the chapter directory knows version, fullness and seq ranges; a full chapter stays full', async () => {
    const world = await createWorld(adapter);
    const { storage, alice } = world;
    const id = await world.group(alice);
    await world.say(id, alice, 'one');
    await world.commit(await world.message(id, alice, { full: true }));
    await world.say(id, alice, 'three', 1);
    const late = await world.say(id, alice, 'four', 0);
    await world.erase(id, alice, late, 0);
    expect(await storage.facts.chapters(id)).toEqual([
      {
        chapter: 0,
        full: true,
        version: 4,
        ranges: [
          [1, 2],
          [4, 4],
        ],
      },
      { chapter: 1, full: false, version: 1, ranges: [[3, 3]] },
    ]);
    expect((await storage.facts.conversation(id))?.newestChapter).toBe(1);
    const { conversations } = await storage.facts.feed(alice.userId, 0, 10);
    expect(conversations[0]?.chapters.map(({ ranges }) => ranges)).toEqual([
      [
        [1, 2],
        [4, 4],
      ],
      [[3, 3]],
    ]);
  });

  it('FACT-10 names at most 32 ranges a chapter, all of its seqs among them', async () => {
    const world = await createWorld(adapter);
    const { storage, alice } = world;
    const id = await world.group(alice);
    const seqs: number[] = [];
    for (let i = 1; i <= 100; i++) {
      const chapter = world.random() < 0.5 ? 0 : 1;
      if (chapter === 0) seqs.push(i);
      await world.say(id, alice, 'x', chapter);
    }
    const ranges = (await storage.facts.feed(alice.userId, 0, 10)).conversations[0]?.chapters[0]?.ranges ?? [];
    expect(ranges.length).toBeLessThanOrEqual(32);
    expect(seqs.filter((seq) => !ranges.some(([first, last]) => first <= seq && seq <= last))).toEqual([]);
    expect(ranges.every(([first], i) => i === 0 || first > (ranges[i - 1]?.[1] ?? 0) + 1)).toBe(true);
  });

  it('FACT-11 the latest message is the newest by seq, with its envelope and that of its latest edit, and no bytes once deleted', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, bob, clock } = world;
    const id = await world.group(alice, bob);
    const head = async () => (await storage.facts.feed(bob.userId, 0, 10)).conversations[0]?.head;
    expect(await head()).toBeUndefined();
    const first = await world.say(id, alice, 'first');
    clock.now += 1_000;
    const second = await world.say(id, bob, 'second');
    const shown = {
      id: second,
      chapter: 0,
      seq: 2,
      by: bob.number,
      at: clock.now,
      stampedAt: clock.now,
      deleted: false,
    };
    expect(await head()).toEqual({ ...shown, entry: carried('second') });
    await world.edit(id, alice, first, 'not the head');
    expect(await head()).toEqual({ ...shown, entry: carried('second') });
    await world.edit(id, bob, second, 'edited');
    expect(await head()).toEqual({ ...shown, entry: carried('second'), edit: carried('edited') });
    await world.erase(id, bob, second);
    expect(await head()).toEqual({ ...shown, deleted: true });
    await world.edit(id, bob, second, 'too late');
    expect(await head()).toEqual({ ...shown, deleted: true });
  });

  it('FACT-19 an envelope of more than 1 KB does not travel with the facts, nor does one whose edit is longer', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, bob } = world;
    const id = await world.group(alice, bob);
    const head = async () => (await storage.facts.feed(bob.userId, 0, 10)).conversations[0]?.head;
    const longest = 'x'.repeat(LIMITS.headEntryBytes);
    await world.say(id, alice, longest);
    expect(await head()).toMatchObject({ seq: 1, entry: carried(longest) });
    const second = await world.say(id, alice, `${longest}x`);
    expect(await head()).not.toHaveProperty('entry');
    // Without its first version nobody can say what an edit makes of it.
    await world.edit(id, alice, second, 'short');
    expect(await head()).toMatchObject({ seq: 2, deleted: false });
    expect(await head()).not.toHaveProperty('edit');
    const third = await world.say(id, alice, 'third');
    await world.edit(id, alice, third, `${longest}x`);
    expect(await head()).not.toHaveProperty('entry');
    await world.edit(id, alice, third, 'short again');
    expect(await head()).toMatchObject({ id: third, seq: 3, deleted: false });
    expect(await head()).not.toHaveProperty('edit');
  });

  it('FACT-12 a new epoch lets every seq jump by 2^20 and reaches every device', async () => {
    const world = await createWorld(adapter);
    const { storage, alice } = world;
    const ids = [await world.group(alice), await world.group(alice)];
    for (const id of ids) await world.say(id, alice);
    const before = await storage.facts.feed(alice.userId, 0, 10);
    const epoch = await storage.facts.startEpoch();
    expect(epoch).not.toBe(before.epoch);
    expect(await storage.facts.epoch()).toBe(epoch);
    const page = await storage.facts.feed(alice.userId, before.cursor, 1);
    expect(page).toMatchObject({ epoch, more: true, conversations: [{ seq: 2 ** 20 + 1 }] });
    const rest = await storage.facts.feed(alice.userId, page.cursor, 1);
    expect(rest).toMatchObject({ more: false, conversations: [{ seq: 2 ** 20 + 1 }] });
    const [id] = ids;
    if (id === undefined) throw new Error('A group was made.');
    expect(await world.commit(await world.message(id, alice))).toMatchObject({ stamping: { firstSeq: 2 ** 20 + 2 } });
  });

  it('FACT-13 a name from the conversation document becomes the name of the conversation', async () => {
    const world = await createWorld(adapter);
    const { storage, alice } = world;
    const id = await world.group(alice);
    await world.rename(id, alice, 'Sailors');
    await world.commit({ ...plainWrite(conversationDocument(id), 1), userId: alice.userId });
    expect((await storage.facts.conversation(id))?.name).toBe('Sailors');
  });
});
