import { describe, expect, it } from 'vitest';
import { accountDocument, chapterDocument, conversationDocument } from '../../shared/document/name.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { putMember, removeMember } from '../support/put-member.ts';
import { ADAPTERS } from './adapters.ts';
import { bytes, plainWrite, text } from './plain-write.ts';
import { createWorld } from './world.ts';

describe.each(ADAPTERS)('journal on $name', (adapter) => {
  it('JRN-1 numbers the rows of a document from 1 without holes and gives them back in order', async () => {
    const { storage, commit } = await createWorld(adapter);
    const document = accountDocument((await createWorld(adapter)).alice.userId, 0);
    for (let version = 0; version < 5; version++) {
      const updates = [bytes(`row ${version}`), new Uint8Array(), bytes('second')];
      expect(await commit({ ...plainWrite(document, version), encode: () => updates })).toMatchObject({
        kind: 'done',
        position: version + 1,
        updates,
      });
    }
    const stored = await storage.journal.load(document);
    expect(stored.version).toBe(5);
    expect(stored.snapshot).toBeUndefined();
    expect(stored.tail.map((row) => row.position)).toEqual([1, 2, 3, 4, 5]);
    expect(stored.tail.map((row) => row.updates.map(text))).toEqual(
      [0, 1, 2, 3, 4].map((n) => [`row ${n}`, '', 'second']),
    );
    expect((await storage.journal.tail(document, 3)).map((row) => row.position)).toEqual([4, 5]);
    expect(await storage.journal.tail(document, 5)).toEqual([]);
  });

  it('JRN-2 answers for documents never written', async () => {
    const { storage, alice } = await createWorld(adapter);
    const document = accountDocument(alice.userId, 7);
    expect(await storage.journal.load(document)).toEqual({ snapshot: undefined, tail: [], version: 0 });
    expect(await storage.journal.version(document)).toBe(0);
    expect(await storage.journal.tail(document, 0)).toEqual([]);
  });

  it('JRN-3 refuses as behind what was judged against an older version, and writes nothing of it', async () => {
    const world = await createWorld(adapter);
    const { storage, commit, alice, bob } = world;
    const id = await world.group(alice, bob);
    await world.say(id, alice);
    const before = await storage.facts.feed(bob.userId, 0, 10);
    let encoded = 0;
    const late = await world.message(id, alice, { expectedVersion: 0, encode: () => [bytes(`${encoded++}`)] });
    expect(await commit(late)).toEqual({ kind: 'behind', version: 1 });
    const early = await world.message(id, alice, { expectedVersion: 2 });
    expect(await commit(early)).toEqual({ kind: 'behind', version: 1 });
    expect(encoded).toBe(0);
    expect(await storage.facts.feed(bob.userId, 0, 10)).toEqual(before);
  });

  it('DOC-4 an account document that goes on in its next generation takes nothing any more', async () => {
    const { storage, commit, alice } = await createWorld(adapter);
    const [first, second] = [0, 1].map((generation) => accountDocument(alice.userId, generation));
    if (first === undefined || second === undefined) throw new Error('There are two.');
    await commit(plainWrite(first, 0));
    // Somebody wrote after it was copied.
    const late = { ...plainWrite(second, 0), follows: { document: first, version: 0 } };
    expect(await commit(late)).toEqual({ kind: 'behind', version: 0 });
    expect(await storage.journal.version(second)).toBe(0);
    const next = { ...plainWrite(second, 0), follows: { document: first, version: 1 } };
    const results = await storage.journal.commit([next, plainWrite(first, 1)]);
    expect(results.map(({ kind }) => kind)).toEqual(['done', 'ended']);
    expect(await commit(plainWrite(first, 1))).toEqual({ kind: 'ended' });
    expect(await commit(plainWrite(second, 1))).toMatchObject({ kind: 'done', position: 2 });
    expect(await storage.journal.version(first)).toBe(1);
  });

  it('JRN-4 lets two requests for one document in a batch follow each other', async () => {
    const world = await createWorld(adapter);
    const id = await world.group(world.alice, world.bob);
    const first = await world.message(id, world.alice, { expectedVersion: 0 });
    const second = await world.message(id, world.bob, { expectedVersion: 1 });
    const third = await world.message(id, world.alice, { expectedVersion: 1 });
    const results = await world.storage.journal.commit([first, second, third]);
    expect(results.map((result) => result.kind)).toEqual(['done', 'done', 'behind']);
    expect(results.map((result) => (result.kind === 'done' ? result.stamping.firstSeq : 0))).toEqual([1, 2, 0]);
  });

  it('JRN-5 takes a message id once in a conversation, whatever the chapter, also when deleted or twice in one request', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, commit } = world;
    const [one, other] = [await world.group(alice, bob), await world.group(alice, bob)];
    const messageId = await world.say(one, alice);
    expect(await commit(await world.message(one, bob, { id: messageId, chapter: 1 }))).toEqual({
      kind: 'taken',
      messageId,
    });
    await world.erase(one, alice, messageId);
    expect(await commit(await world.message(one, bob, { id: messageId }))).toEqual({ kind: 'taken', messageId });
    expect(await commit(await world.message(other, bob, { id: messageId }))).toMatchObject({ kind: 'done' });
    const twice = await world.message(one, bob);
    if (twice.effects === undefined) throw new Error('A message has effects.');
    const [message] = twice.effects.messages;
    if (message === undefined) throw new Error('A message has a message.');
    const doubled = { ...twice, effects: { ...twice.effects, messages: [message, message] } };
    expect(await commit(doubled)).toEqual({ kind: 'taken', messageId: message.id });
    expect(await world.storage.journal.version(chapterDocument(one, 1))).toBe(0);
  });

  it('JRN-6 checks again that the writer is a member; the server may always write to a conversation that exists', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, commit, storage } = world;
    const id = await world.group(alice, bob);
    expect(await commit(await world.message(id, carol))).toEqual({ kind: 'not-a-member' });
    expect(await commit({ ...plainWrite(conversationDocument(id), 0), userId: carol.userId })).toEqual({
      kind: 'not-a-member',
    });
    await removeMember(storage.facts, id, bob.userId, world.clock.now, alice.userId);
    expect(await commit(await world.message(id, bob))).toEqual({ kind: 'not-a-member' });
    expect(await commit(plainWrite(chapterDocument(id, 0), 0))).toMatchObject({ kind: 'done' });
    const nowhere = conversationDocument(makeGroupId(world.clock.now, world.random));
    expect(await commit(plainWrite(nowhere, 0))).toEqual({ kind: 'not-a-member' });
    await putMember(storage.facts, id, bob.userId, 'member', world.clock.now, alice.userId);
    expect(await commit(await world.message(id, bob))).toMatchObject({ kind: 'done' });
  });

  it('JRN-7 a refused request disturbs no other of its batch', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await world.group(alice, bob);
    const taken = await world.say(id, alice);
    const other = await world.group(alice, bob);
    const requests = [
      await world.message(id, alice, { expectedVersion: 0 }),
      await world.message(id, alice),
      await world.message(id, bob, { id: taken, expectedVersion: 2 }),
      await world.message(id, carol, { expectedVersion: 2 }),
      await world.message(id, bob, { expectedVersion: 2 }),
      await world.message(other, bob),
    ];
    const results = await storage.journal.commit(requests);
    expect(results.map((result) => result.kind)).toEqual(['behind', 'done', 'taken', 'not-a-member', 'done', 'done']);
    const stored = await storage.journal.load(chapterDocument(id, 0));
    expect(stored.tail.map((row) => row.position)).toEqual([1, 2, 3]);
    expect((await storage.facts.conversation(id))?.seq).toBe(3);
  });

  it('JRN-8 STAMP-1 STAMP-2 STAMP-3 seqs have no holes, stamp times never go back, and an edit gets the newest seq', async () => {
    const world = await createWorld(adapter);
    const { alice, clock, commit } = world;
    const id = await world.group(alice);
    const seen: { firstSeq: number; at: number }[] = [];
    for (const now of [100, 50, 200, 150]) {
      clock.now = now;
      const result = await commit(await world.message(id, alice));
      if (result.kind === 'done') seen.push(result.stamping);
    }
    const edit = await commit({
      ...(await world.message(id, alice)),
      effects: { conversationId: id, chapter: 0, messages: [], edits: [], deletions: [], full: false },
    });
    if (edit.kind === 'done') seen.push(edit.stamping);
    expect(seen).toEqual([
      { firstSeq: 1, at: 100, disappear: 0 },
      { firstSeq: 2, at: 100, disappear: 0 },
      { firstSeq: 3, at: 200, disappear: 0 },
      { firstSeq: 4, at: 200, disappear: 0 },
      { firstSeq: 4, at: 200, disappear: 0 },
    ]);
  });

  it('JRN-9 a batch that fails as a whole writes nothing', async () => {
    const world = await createWorld(adapter);
    const { alice, storage } = world;
    const [one, other] = [await world.group(alice), await world.group(alice)];
    const before = await storage.facts.feed(alice.userId, 0, 10);
    const good = await world.message(one, alice);
    const broken = await world.message(other, alice, {
      encode: () => {
        throw new Error('broken');
      },
    });
    await expect(storage.journal.commit([good, broken])).rejects.toThrow('broken');
    expect(await storage.journal.version(good.document)).toBe(0);
    expect(await storage.facts.feed(alice.userId, 0, 10)).toEqual(before);
    expect(await world.commit(good)).toMatchObject({ kind: 'done', position: 1 });
  });

  it('JRN-10 two servers on one database see each other: the later one is behind', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, disk } = world;
    const second = await disk.open();
    const id = await world.group(alice, bob);
    const [mine, theirs] = [await world.message(id, alice), await world.message(id, bob)];
    const answers = await Promise.all([disk.storage.journal.commit([mine]), second.journal.commit([theirs])]);
    expect(
      answers
        .flat()
        .map((result) => result.kind)
        .sort(),
    ).toEqual(['behind', 'done']);
    expect(await second.journal.version(mine.document)).toBe(1);
    const late = answers[0]?.[0]?.kind === 'behind' ? mine : theirs;
    expect(await second.journal.commit([{ ...late, expectedVersion: 1 }])).toMatchObject([
      { kind: 'done', stamping: { firstSeq: 2 } },
    ]);
    expect((await disk.storage.journal.load(mine.document)).tail).toHaveLength(2);
  });

  it('JRN-11 directs nothing but chapter messages into the facts of a conversation', async () => {
    const world = await createWorld(adapter);
    const { alice, storage } = world;
    const id = await world.group(alice);
    await world.rename(id, alice, 'Sailors');
    const { conversations } = await storage.facts.feed(alice.userId, 0, 10);
    expect(conversations).toMatchObject([{ name: 'Sailors', version: 1, seq: 0, chapters: [] }]);
    expect(conversations[0]?.head).toBeUndefined();
  });
});
