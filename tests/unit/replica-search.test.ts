import { describe, expect, it } from 'vitest';
import { isComplete } from '../../client/channel/search-view.ts';
import type { MessageBody } from '../../shared/envelope/body.ts';
import { type ConversationId, makeGroupId } from '../../shared/ids/conversation.ts';
import { makeEditId, makeMessageId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour } from '../support/fake-sync-server.ts';
import { OpenSearch } from '../support/searching.ts';
import { ALLOW_TEST_ALG } from '../support/test-alg.ts';

const SEARCH_DATABASE = 'skerry/user-alice/search';

const two = async () => {
  const harbour = new Harbour({ limits: { chapterMessages: 4 } });
  const alice = await harbour.device('alice', 'alice');
  const bob = await harbour.device('bob', 'bob');
  const id = await harbour.direct(alice, 'bob');
  bob.look(id);
  await harbour.run();
  return { harbour, alice, bob, id };
};
/** Whether the search's own database holds the text. */
const isOnDisk = async (harbour: Harbour, device: SimulatedDevice, text: string): Promise<boolean> => {
  const store = await harbour.answer(device.disk.openRecords(SEARCH_DATABASE));
  const records = await harbour.answer(store.getAll(''));
  return records.some(([, value]) => value instanceof Uint8Array && Buffer.from(value).includes(text));
};
const search = async (harbour: Harbour, ...given: ConstructorParameters<typeof OpenSearch>): Promise<OpenSearch> => {
  const opened = new OpenSearch(...given);
  await harbour.run(2_000);
  return opened;
};
const place = (id: ConversationId, messageId: Awaited<ReturnType<Harbour['send']>>, chapter = 0) => ({
  conversationId: id,
  chapter,
  messageId,
});

describe('finding', () => {
  it('SEARCH-1 SEARCH-3 finds words of all chapters offline, the exact spelling first, then the newest', async () => {
    const { harbour, alice, id } = await two();
    for (const text of ['Büchel', 'Buch 1', 'Buch 2', 'Buch 3', 'Buch 4', 'Buch 5', 'nothing'])
      await harbour.send(alice, id, text);
    await harbour.run();
    alice.setOnline(false);
    const found = await search(harbour, alice, 'büch');
    expect(found.texts).toEqual(['Büchel', 'Buch 5', 'Buch 4', 'Buch 3', 'Buch 2', 'Buch 1']);
    expect(found.view.exact).toHaveLength(1);
    expect(found.view).toMatchObject({ state: 'done', more: false, away: 0, unopened: 0, messages: 7 });
    expect(isComplete(found.view)).toBe(true);
    expect(found.hits[0]).toMatchObject({ author: 'alice', own: true, title: 'bob', conversationId: id, chapter: 0 });
    expect(found.hits[1]?.parts).toEqual([
      { text: 'Buch', marked: true },
      { text: ' 5', marked: false },
    ]);
    const some = await search(harbour, alice, 'buch', { most: 2 });
    expect(some.texts).toEqual(['Buch 5', 'Buch 4']);
    expect(some.view.more).toBe(true);
  });

  it('SEARCH-7 filters by conversation, author, date, content and mentions, also without words', async () => {
    const { harbour, alice, bob, id } = await two();
    const group = makeGroupId(harbour.scheduler.now, harbour.random);
    const members = [await harbour.person('bob')];
    await harbour.answer(alice.call('createGroup', { conversationId: group, name: 'Crew', members }));
    await harbour.run();
    bob.look(group);
    await harbour.run();
    await harbour.send(alice, id, 'tide at https://example.org');
    await harbour.send(alice, group, 'tide in the group');
    await harbour.run();
    await harbour.send(bob, group, 'tide from Bob');
    await harbour.run();
    const since = harbour.scheduler.now;
    await harbour.run(60_000);
    const messageId = makeMessageId(harbour.scheduler.now, harbour.random);
    const { number } = await harbour.person('alice');
    const body: MessageBody = { kind: 'text', text: 'tide, @alice', mentions: [{ by: number, name: 'alice' }] };
    await harbour.answer(bob.call('send', { conversationId: group, messageId, body }));
    await harbour.run();
    const of = async (...filters: [words: string, ...rest: object[]]) =>
      (await search(harbour, alice, filters[0], filters[1])).texts;
    expect(await of('tide', { in: id })).toEqual(['tide at https://example.org']);
    expect(await of('tide', { by: (await harbour.person('bob')).number })).toEqual(['tide, @alice', 'tide from Bob']);
    expect(await of('tide', { after: since })).toEqual(['tide, @alice']);
    expect(await of('tide', { before: since })).toHaveLength(3);
    expect(await of('', { has: 'link' })).toEqual(['tide at https://example.org']);
    expect(await of('', { mentions: true })).toEqual(['tide, @alice']);
    expect(await of('nothing', { mentions: true })).toEqual([]);
    const everything = await search(harbour, alice, 'tide');
    expect(everything.view.authors.map(({ name }) => name).sort()).toEqual(['alice', 'bob']);
  });

  it('SEARCH-8 says what it has not searched, fetches it when asked, and nothing is missing then', async () => {
    const { harbour, alice, id } = await two();
    for (let i = 0; i < 14; i++) await harbour.send(alice, id, `tide ${i}`);
    await harbour.run(20_000);
    const other = await harbour.device('alice-2', 'alice');
    await harbour.run(10_000);
    const part = await search(harbour, other, 'tide 1');
    expect(part.view).toMatchObject({ state: 'done', fetching: 'possible' });
    expect(part.view.away).toBeGreaterThan(1);
    expect(isComplete(part.view)).toBe(false);
    expect(part.texts).not.toContain('tide 1');
    other.setOnline(false);
    await harbour.run(1_000);
    expect(part.view.fetching).toBe('offline');
    other.setOnline(true);
    await harbour.run(20_000);
    const whole = await search(harbour, other, 'tide 1', { fetch: true });
    await harbour.run(20_000);
    expect(whole.view).toMatchObject({ state: 'done', away: 0, messages: 14 });
    expect(isComplete(whole.view)).toBe(true);
    expect(whole.texts).toEqual(['tide 13', 'tide 12', 'tide 11', 'tide 10', 'tide 1']);
  });
});

describe('what is gone', () => {
  it('SEARCH-9 an edited, deleted or hidden message leaves open results at once, and the disk', async () => {
    const { harbour, alice, bob, id } = await two();
    const first = await harbour.send(alice, id, 'needle to edit');
    const second = await harbour.send(alice, id, 'needle to delete');
    const third = await harbour.send(alice, id, 'needle to hide');
    await harbour.run(10_000);
    const found = await search(harbour, alice, 'needle');
    await harbour.run(20_000);
    expect(found.texts).toHaveLength(3);
    expect(await isOnDisk(harbour, alice, 'needle to edit')).toBe(true);
    const editId = makeEditId(harbour.scheduler.now, harbour.random);
    await harbour.answer(alice.call('edit', { ...place(id, first), editId, text: 'a pin instead' }));
    await harbour.run(100);
    expect(found.texts).toEqual(['needle to hide', 'needle to delete']);
    await harbour.answer(alice.call('remove', place(id, second)));
    await harbour.run(100);
    expect(found.texts).toEqual(['needle to hide']);
    await harbour.answer(alice.call('undoRemove', place(id, second)));
    await harbour.run(1_000);
    expect(found.texts).toHaveLength(2);
    await harbour.answer(alice.call('remove', place(id, second)));
    await harbour.answer(alice.call('hide', { ...place(id, third), on: true }));
    await harbour.run(10_000);
    expect(found.texts).toEqual([]);
    expect((await search(harbour, alice, 'pin')).texts).toEqual(['a pin instead']);
    for (const text of ['needle to edit', 'needle to delete']) expect(await isOnDisk(harbour, alice, text)).toBe(false);
    expect(await isOnDisk(harbour, alice, 'a pin instead')).toBe(true);
    expect(bob.messages(id)).not.toHaveLength(0);
  });

  it('SEARCH-9 what others delete while a device is away, stopped in between, is gone once it is back', async () => {
    const { harbour, alice, bob, id } = await two();
    const theirs = await harbour.send(bob, id, 'needle of Bob');
    await harbour.send(bob, id, 'other needle');
    await harbour.run(10_000);
    (await search(harbour, alice, 'needle')).close();
    await harbour.run(20_000);
    alice.setOnline(false);
    const editId = makeEditId(harbour.scheduler.now, harbour.random);
    await harbour.answer(bob.call('edit', { ...place(id, theirs), editId, text: 'edited needle' }));
    await harbour.answer(bob.call('remove', place(id, theirs)));
    await harbour.run(20_000);
    const found = await search(harbour, alice, 'needle');
    expect(found.texts).toHaveLength(2);
    alice.crash();
    alice.setOnline(true);
    alice.start();
    await harbour.run(20_000);
    const again = await search(harbour, alice, 'needle');
    await harbour.run(20_000);
    expect(again.texts).toEqual(['other needle']);
    expect(await isOnDisk(harbour, alice, 'needle of Bob')).toBe(false);
    expect(await isOnDisk(harbour, alice, 'edited needle')).toBe(false);
  });

  it('SEARCH-9 what disappears by time and what stands in a group one leaves is gone, from the disk too', async () => {
    const { harbour, alice, bob, id } = await two();
    await harbour.answer(bob.call('setDisappear', { conversationId: id, seconds: 86_400 }));
    await harbour.run();
    await harbour.send(alice, id, 'needle that goes');
    const group = makeGroupId(harbour.scheduler.now, harbour.random);
    const members = [await harbour.person('alice')];
    await harbour.answer(bob.call('createGroup', { conversationId: group, name: 'Crew', members }));
    await harbour.run();
    bob.look(group);
    await harbour.send(bob, group, 'needle of the group');
    await harbour.run();
    alice.look(group);
    await harbour.run(10_000);
    const found = await search(harbour, alice, 'needle');
    await harbour.run(20_000);
    expect(found.texts).toEqual(['needle of the group', 'needle that goes']);
    await harbour.answer(alice.call('leave', { conversationId: group }));
    await harbour.run(500);
    expect(found.texts).toEqual(['needle that goes']);
    await harbour.run(5_000);
    expect(await isOnDisk(harbour, alice, 'needle of the group')).toBe(false);
    // Offline too, and quicker to live through.
    bob.crash();
    alice.setOnline(false);
    await harbour.run(25 * 3_600_000);
    expect(found.texts).toEqual([]);
    expect(await isOnDisk(harbour, alice, 'needle that goes')).toBe(false);
  });
});

describe('the index', () => {
  it('SEARCH-6 is kept on the disk, read again where it is damaged, and removed at sign-out', async () => {
    const { harbour, alice, id } = await two();
    for (let i = 0; i < 10; i++) await harbour.send(alice, id, `tide ${i}`);
    await harbour.run(10_000);
    (await search(harbour, alice, 'tide')).close();
    await harbour.run(30_000);
    const store = await harbour.answer(alice.disk.openRecords(SEARCH_DATABASE));
    const records = await harbour.answer(store.getAll(''));
    expect(records.filter(([key]) => key.startsWith('text/')).length).toBeGreaterThan(2);
    await harbour.answer(
      store.write({
        put: records.flatMap(([key, value]) =>
          value instanceof Uint8Array ? [[key, value.map((byte, i) => (i === 9 ? byte ^ 1 : byte))] as const] : [],
        ),
        remove: [],
      }),
    );
    alice.crash();
    alice.start();
    alice.setOnline(false);
    await harbour.run();
    const found = await search(harbour, alice, 'tide');
    expect(found.texts).toHaveLength(10);
    expect(isComplete(found.view)).toBe(true);
    alice.disk.clear(SEARCH_DATABASE, true);
    await harbour.run(10_000);
    expect((await search(harbour, alice, 'tide 7')).texts).toEqual(['tide 7']);
    alice.setOnline(true);
    await harbour.run(10_000);
    await harbour.answer(alice.call('signOut', { force: true }));
    expect(alice.disk.databaseNames().filter((name) => name.includes('alice'))).toEqual([]);
  });

  it('SEARCH-6 is made in the background, and follows what comes, without anybody searching', async () => {
    const { harbour, alice, id } = await two();
    for (let i = 0; i < 10; i++) await harbour.send(alice, id, `tide ${i}`);
    await harbour.run(10_000);
    expect(alice.disk.databaseNames()).not.toContain(SEARCH_DATABASE);
    alice.crash();
    alice.searchAfter = 5_000;
    alice.start();
    await harbour.run(30_000);
    for (let i = 0; i < 10; i++) expect(await isOnDisk(harbour, alice, `tide ${i}`)).toBe(true);
    alice.look(id);
    const last = await harbour.send(alice, id, 'high water');
    await harbour.run(40_000);
    expect(await isOnDisk(harbour, alice, 'high water')).toBe(true);
    const chapter = alice.messages(id).find(({ messageId }) => messageId === last)?.chapter;
    await harbour.answer(alice.call('remove', place(id, last, chapter)));
    await harbour.run(10_000);
    expect(await isOnDisk(harbour, alice, 'high water')).toBe(false);
  });

  it('SEARCH-8 what is sealed and not open yet counts as not searched, and is found once it is open', async () => {
    const harbour = new Harbour({ allowedAlgs: ALLOW_TEST_ALG });
    let isReady = false;
    const keyWait = async () => {
      while (!isReady) await harbour.scheduler.sleep(500);
    };
    const alice = await harbour.device('alice', 'alice', keyWait);
    const bob = await harbour.device('bob', 'bob', async () => {});
    const id = await harbour.direct(alice, 'bob');
    bob.look(id);
    await harbour.run();
    await harbour.send(bob, id, 'sealed tide');
    await harbour.run(10_000);
    const found = await search(harbour, alice, 'tide');
    expect(found.view).toMatchObject({ state: 'done', unopened: 1, exact: [] });
    expect(isComplete(found.view)).toBe(false);
    isReady = true;
    await harbour.run(10_000);
    expect(found.texts).toEqual(['sealed tide']);
    expect(isComplete(found.view)).toBe(true);
  });

  it('SEARCH-6 a word typed further ends the search before it', async () => {
    const { harbour, alice, id } = await two();
    for (const text of ['testing', 'retest', 'test']) await harbour.send(alice, id, text);
    await harbour.run(10_000);
    const expected = { t: 2, te: 2, tes: 3, test: 3 };
    for (const [word, count] of Object.entries(expected)) {
      const one = await search(harbour, alice, word);
      expect(one.texts).toHaveLength(count);
      one.close();
    }
  });
});
