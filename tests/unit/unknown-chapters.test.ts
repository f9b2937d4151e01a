import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Directory } from '../../client/replica/directory.ts';
import { databaseNameOf, recordsDatabase } from '../../client/replica/documents/database-names.ts';
import type { ReplicaDocument } from '../../client/replica/documents/replica-document.ts';
import { pinnedMessages } from '../../client/replica/projections/pinned-messages.ts';
import { lookUpIn } from '../../client/replica/projections/render-context-of.ts';
import { NEW_DOCUMENT, PREFIX } from '../../client/replica/records.ts';
import { chapterDocument, parseDocumentName } from '../../shared/document/name.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import { parsePinKey } from '../../shared/permissions/table.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';

const scene = async () => {
  const harbour = new Harbour();
  const alice = await harbour.device('alice', 'alice');
  const bob = await harbour.device('bob', 'bob');
  const id = await harbour.direct(alice, 'bob');
  await harbour.send(alice, id, 'hello');
  bob.look(id);
  await harbour.run(10_000);
  return { harbour, alice, bob, id };
};
const newId = (harbour: Harbour) => makeMessageId(harbour.scheduler.now, harbour.random);

describe('a chapter that nobody has', () => {
  it('REP-42 TL-15 quotes of it open and store nothing, and quotes of real messages still show', async () => {
    const { harbour, alice, bob, id } = await scene();
    const before = bob.disk.databaseNames();
    const real = alice.messages(id)[0];
    for (let i = 0; i < 8; i++)
      await harbour.answer(
        alice.call('send', {
          conversationId: id,
          messageId: newId(harbour),
          body: { kind: 'text', text: `r${i}`, reply: { chapter: 500_000 + i, id: newId(harbour) } },
        }),
      );
    await harbour.answer(
      alice.call('send', {
        conversationId: id,
        messageId: newId(harbour),
        body: { kind: 'text', text: 'real', reply: { chapter: 0, id: real?.messageId ?? newId(harbour) } },
      }),
    );
    await harbour.run(20_000);
    expect(texts(bob, id)).toHaveLength(10);
    expect(bob.messages(id).map(({ quote }) => quote?.state)).toEqual([
      undefined,
      ...Array<string>(8).fill('deleted'),
      'here',
    ]);
    expect(bob.disk.databaseNames()).toEqual(before);
    expect(bob.connection).toMatchObject({ settled: true, unsent: 0 });
  });

  it.each([1, 500_000, LIMITS.chapterNumber, LIMITS.chapterNumber + 1])(
    'REP-42 a jump into chapter %d is answered at once, and stores nothing',
    async (chapter) => {
      const { harbour, bob, id } = await scene();
      const before = bob.disk.databaseNames();
      const began = harbour.scheduler.now;
      const result = await harbour.answer(bob.call('jump', { conversationId: id, chapter, messageId: newId(harbour) }));
      expect(result).toEqual({ ok: false, error: 'unknown' });
      expect(harbour.scheduler.now - began).toBeLessThan(100);
      expect(bob.disk.databaseNames()).toEqual(before);
    },
  );

  it('REP-42 a pin of it is not listed; one of an earlier chapter is, without words', () => {
    const harbour = new Harbour();
    const doc = new Y.Doc();
    const pins = doc.getMap('pins');
    for (const chapter of [0, 500_000]) pins.set(`${chapter}/${newId(harbour)}`, 1);
    const directory = { isBeyondNewest: (_: string, chapter: number) => chapter > 3, versionOf: () => 1 };
    const lookUp = lookUpIn(
      { directory: directory as unknown as Directory, me: 1024 },
      'd-x' as ConversationId,
      { get: () => undefined, open: () => new Map() },
      () => {},
    );
    const person = (number: number) => ({ userId: '', number, name: '' });
    const listed = pinnedMessages(pins, { lookUp, person, isGone: () => false });
    expect(listed.map(({ chapter }) => chapter)).toEqual([0]);
  });

  it('TL-15 a quote shows where a message stands that was lost and brought back into another chapter', () => {
    const harbour = new Harbour();
    const messageId = newId(harbour);
    const chapterWith = (chapter: number, lost: boolean) =>
      ({ index: { get: () => ({ chapter, lost, by: 1024, stamp: { seq: 1, at: 1 } }) } }) as unknown as ReplicaDocument;
    const open = new Map([
      [0, chapterWith(0, false)],
      [1, chapterWith(1, true)],
    ]);
    const lookUp = lookUpIn(
      { directory: {} as Directory, me: 1024 },
      'd-x' as ConversationId,
      { get: (chapter) => open.get(chapter), open: () => open },
      () => {},
    );
    expect(lookUp({ chapter: 1, id: messageId })).toMatchObject({ chapter: 0 });
    open.delete(0);
    expect(lookUp({ chapter: 1, id: messageId })).toMatchObject({ chapter: 1, lost: true });
  });

  it('REP-42 a person still writes into the next chapter before the server has it', async () => {
    const harbour = new Harbour({ limits: { chapterMessages: 2 } });
    const alice = await harbour.device('alice', 'alice');
    const id = await harbour.direct(alice, 'bob');
    alice.setOnline(false);
    for (const text of ['a', 'b', 'c', 'd', 'e']) await harbour.send(alice, id, text);
    expect(texts(alice, id)).toEqual(['a', 'b', 'c', 'd', 'e']);
    alice.setOnline(true);
    await harbour.run(20_000);
    expect(alice.connection).toMatchObject({ unsent: 0 });
  });

  it('REP-43 what earlier versions stored of it is removed, unless it holds something', async () => {
    const { harbour, bob, id } = await scene();
    const names = [chapterDocument(id, 500_000), chapterDocument(id, 500_001)];
    const databases = names.map((name) => databaseNameOf(bob.userId, name, 0));
    bob.crash();
    const records = await harbour.answer(bob.disk.openRecords(recordsDatabase(bob.userId)));
    const put = names.map((name) => [PREFIX.document + name, { ...NEW_DOCUMENT, open: true }] as const);
    await harbour.answer(records.write({ put, remove: [] }));
    for (const [i, database] of databases.entries()) {
      const doc = new Y.Doc();
      const store = await harbour.answer(bob.disk.openDocument(database, doc));
      if (i === 1) doc.getMap('messages').set('own', 1);
      await harbour.answer(store.barrier());
      await harbour.answer(store.destroy());
    }
    expect(bob.disk.databaseNames()).toEqual(expect.arrayContaining(databases));
    bob.start();
    await harbour.run(10_000);
    expect(bob.disk.databaseNames()).not.toContain(databases[0]);
    expect(bob.disk.databaseNames()).toContain(databases[1]);
  });
});

it('PERM-2 a pin names a chapter that a document can be named by', () => {
  const id = makeMessageId(1, () => 0);
  expect(parsePinKey(`${LIMITS.chapterNumber}/${id}`)).toEqual({ chapter: LIMITS.chapterNumber, id });
  for (const chapter of [LIMITS.chapterNumber + 1, 9_999_999, '01', '-1', ''])
    expect(parsePinKey(`${chapter}/${id}`)).toBeUndefined();
  expect(parseDocumentName(`conversation/x/${LIMITS.chapterNumber + 1}`)).toBeUndefined();
});
