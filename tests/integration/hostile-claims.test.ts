import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { chapterDocument } from '../../shared/document/name.ts';
import type { Body } from '../../shared/envelope/body.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { HeadFact } from '../../shared/protocol/facts.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { lineOf } from '../support/line-of.ts';
import { type Member, makeGroup } from '../support/members.ts';
import { RawClient, type RawDocument } from '../support/raw-client.ts';
import type { RunningServer } from '../support/skerry-process.ts';
import { startWithThreeMembers } from '../support/three-members.ts';

/** What a member claims about messages, ids and room, over the real socket. */

let server: RunningServer;
let alice: Member;
let bob: Member;
let mallory: Member;
let end: (() => Promise<void>) | undefined;

beforeAll(async () => {
  ({ server, alice, bob, mallory, end } = await startWithThreeMembers());
}, 30_000);
afterAll(() => end?.());

/** Messages that arrive dead, each under a client id of its own. */
const deadMessages = (writers: readonly { readonly client: number; readonly ids: readonly string[] }[]): Uint8Array => {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, writers.length);
  for (const { client, ids } of writers) {
    for (const n of [ids.length, client, 0]) encoding.writeVarUint(out, n);
    for (const id of ids) {
      encoding.writeUint8(out, 0x20 | 1);
      encoding.writeVarUint(out, 1);
      encoding.writeVarString(out, 'messages');
      encoding.writeVarString(out, id);
      encoding.writeVarUint(out, 1);
    }
  }
  encoding.writeVarUint(out, 0);
  return encoding.toUint8Array(out);
};

interface Fact {
  readonly id: string;
  readonly unread: number;
  readonly mentions: number;
  readonly head?: HeadFact;
  readonly chapters: readonly { readonly chapter: number; readonly full: boolean }[];
}
const factOf = async (member: Member, id: ConversationId): Promise<Fact> => {
  const { conversations } = (await (await member.get('/api/conversations')).json()) as { conversations: Fact[] };
  const fact = conversations.find((one) => one.id === id);
  if (fact === undefined) throw new Error('The conversation is not among the facts.');
  return fact;
};
const set = (writer: ReturnType<Member['writer']>, root: string, key: string, body: Body, more = {}) =>
  writer.set(root, key, writer.envelope(body, more));

/** Dead messages under fresh client ids until the chapter is full; the codes of all frames. */
const burn = async (member: Member, chapter: RawDocument): Promise<string[]> => {
  const codes: string[] = [];
  for (let round = 0; round < 3; round++) {
    const writers = Array.from({ length: 60 }, () => member.writer());
    codes.push(await chapter.push(deadMessages(writers.map((w) => ({ client: w.doc.clientID, ids: [w.id()] })))));
  }
  return codes;
};

describe('HOST-1 room in a chapter', () => {
  it('CHAP-6 one frame with 401 client ids is refused, and writing goes on', async () => {
    const group = await makeGroup(alice, bob, mallory);
    const honest = await alice.open(group.chapter);
    const writer = alice.writer();
    expect(await honest.push(writer.message('one').update)).toBe('saved');
    const chapter = await mallory.open(group.chapter);
    const writers = Array.from({ length: 401 }, () => mallory.writer());
    const frame = deadMessages(writers.map((w) => ({ client: w.doc.clientID, ids: [w.id()] })));
    expect(await chapter.push(frame)).toBe('too-large');
    expect(await honest.push(writer.message('two').update)).toBe('saved');
  });

  it('CHAP-5 CHAP-6 dead client ids of one member leave the chapter to the others, until messages stand in it', async () => {
    const group = await makeGroup(alice, bob, mallory);
    expect(await burn(mallory, await mallory.open(group.chapter))).toEqual(['saved', 'too-large', 'too-large']);
    const writers = Array.from({ length: 40 }, () => mallory.writer());
    const rest = deadMessages(writers.map((w) => ({ client: w.doc.clientID, ids: [w.id()] })));
    expect(await (await mallory.open(group.chapter)).push(rest)).toBe('saved');
    const more = () => {
      const writer = mallory.writer();
      return deadMessages([{ client: writer.doc.clientID, ids: [writer.id()] }]);
    };
    const again = await mallory.open(group.chapter);
    expect(await again.push(more())).toBe('chapter-full');
    expect((await factOf(alice, group.id)).chapters).toMatchObject([{ chapter: 0, full: false }]);
    const honest = await alice.open(group.chapter);
    expect(await honest.push(alice.writer().message('on').update)).toBe('saved');
    expect(await again.push(more())).toBe('chapter-full');
    expect((await factOf(alice, group.id)).chapters).toMatchObject([{ chapter: 0, full: true }]);
    const next = await alice.open(chapterDocument(group.id, 1));
    expect(await next.push(alice.writer().message('on').update)).toBe('saved');
  });

  it('CHAP-5 dead messages beyond twice the limit are refused as chapter-full, and the next chapter is open', async () => {
    const group = await makeGroup(alice, bob, mallory);
    const chapter = await mallory.open(group.chapter);
    const many = (count: number) => {
      const writer = mallory.writer();
      return deadMessages([{ client: writer.doc.clientID, ids: Array.from({ length: count }, () => writer.id()) }]);
    };
    expect(await chapter.push(many(2 * LIMITS.chapterMessages))).toBe('saved');
    expect(await chapter.push(many(1))).toBe('chapter-full');
    const honest = await alice.open(group.chapter);
    expect(await honest.push(alice.writer().message('late').update)).toBe('chapter-full');
    const next = await alice.open(chapterDocument(group.id, 1));
    expect(await next.push(alice.writer().message('on').update)).toBe('saved');
  });
});

describe('HOST-1 claims about others’ messages', () => {
  it('FEED-12 PERM-13 a dead message and a deletion of her id in the next chapter clear nothing', async () => {
    const group = await makeGroup(alice, bob, mallory);
    const writer = alice.writer();
    const id = writer.id();
    const honest = await alice.open(group.chapter);
    const mentions = [{ by: bob.number, name: 'bob' }];
    expect(await honest.push(set(writer, 'messages', id, { kind: 'text', text: 'at nine', mentions }))).toBe('saved');
    for (const member of [mallory, bob]) {
      const chapter = await member.open(group.chapter);
      const writers = Array.from({ length: 100 }, () => member.writer());
      const frame = deadMessages(writers.map((w) => ({ client: w.doc.clientID, ids: [w.id()] })));
      expect(await chapter.push(frame)).toBe('saved');
    }
    const before = await factOf(bob, group.id);
    expect(before).toMatchObject({ unread: 1, mentions: 1, head: { deleted: false } });
    expect(lineOf(before.head)).toBe('at nine');
    const next = await mallory.open(chapterDocument(group.id, 1));
    const forger = mallory.writer();
    const { clientID } = forger.doc;
    const dead = deadMessages([{ client: clientID, ids: [id] }]);
    forger.receive(dead);
    // Yjs takes another id when a load brings structs of its own.
    forger.doc.clientID = clientID;
    const deletion = set(forger, 'deletions', id, { kind: 'deletion' }, { author: mallory.number });
    expect(await next.push(Y.mergeUpdates([dead, deletion]))).toBe('already-written');
    expect(await next.push(dead)).toBe('already-written');
    const alone = mallory.writer();
    const lone = set(alone, 'deletions', id, { kind: 'deletion' }, { author: alice.number });
    expect(await next.push(lone)).toBe('unknown-message');
    const { unread, mentions: named, head } = await factOf(bob, group.id);
    expect({ unread, mentions: named, head }).toEqual({
      unread: before.unread,
      mentions: before.mentions,
      head: before.head,
    });
  });

  it('PERM-13 STAMP-4 an edit under the id of a message to come keeps that id, and its stamp is the only one', async () => {
    const group = await makeGroup(alice, bob, mallory);
    const chapter = await mallory.open(group.chapter);
    const writer = mallory.writer();
    const own = writer.message('own');
    expect(await chapter.push(own.update)).toBe('saved');
    const future = writer.id();
    expect(await chapter.push(set(writer, 'edits', `${own.id}/${future}`, { kind: 'text', text: 'x' }))).toBe('saved');
    const again = mallory.writer();
    expect(await chapter.push(again.message('long ago', future).update)).toBe('already-written');
    const honest = await alice.open(group.chapter);
    expect(await honest.push(alice.writer().message('x', future).update)).toBe('already-written');
    const hers = alice.writer().message('hers');
    expect(await honest.push(hers.update)).toBe('saved');
    const stampOf = async () => (await chapter.read()).getMap('stamps').get(hers.id);
    const stamp = await stampOf();
    const forger = mallory.writer();
    forger.receive(Y.encodeStateAsUpdate(await chapter.read()));
    const edit = set(forger, 'edits', `${own.id}/${hers.id}`, { kind: 'text', text: 'x' });
    expect(await chapter.push(edit)).toBe('already-written');
    expect(await stampOf()).toEqual(stamp);
  });

  it('FEED-13 closing a poll leaves the last line, and an edit that names somebody counts', async () => {
    const group = await makeGroup(alice, bob, mallory);
    const chapter = await alice.open(group.chapter);
    const writer = alice.writer();
    const id = writer.id();
    const poll: Body = { kind: 'poll', text: 'Boats?', options: ['a', 'b'], multiple: false, anonymous: false };
    expect(await chapter.push(set(writer, 'messages', id, poll))).toBe('saved');
    const line = lineOf((await factOf(bob, group.id)).head);
    expect(await chapter.push(set(writer, 'edits', `${id}/${writer.id()}`, { kind: 'poll-closed' }))).toBe('saved');
    expect([line, lineOf((await factOf(bob, group.id)).head)]).toEqual(['📊 Boats?', '📊 Boats?']);
    const said = writer.message('nobody');
    expect(await chapter.push(said.update)).toBe('saved');
    expect((await factOf(bob, group.id)).mentions).toBe(0);
    const named: Body = { kind: 'text', text: '@bob', mentions: [{ by: bob.number, name: 'bob' }] };
    expect(await chapter.push(set(writer, 'edits', `${said.id}/${writer.id()}`, named))).toBe('saved');
    const fact = await factOf(bob, group.id);
    expect([fact.mentions, lineOf(fact.head)]).toEqual([1, '@bob']);
  });
});

describe('HOST-1 device numbers', () => {
  it('ADM-16 a session writes under the number that it named or wrote under first, and under registered ones', async () => {
    const group = await makeGroup(alice, bob, mallory);
    const chapter = await mallory.open(group.chapter);
    const writer = mallory.writer();
    expect(await chapter.push(writer.message('x').update)).toBe('saved');
    const text: Body = { kind: 'text', text: 'x' };
    const under = (device: number) => {
      const one = mallory.writer();
      return set(one, 'messages', one.id(), text, { device });
    };
    expect(await chapter.push(under(99))).toBe('not-your-device');
    const [other, third] = await Promise.all(
      [99, 100].map(() => RawClient.connect(server.url, { cookie: mallory.cookie, origin: server.origin })),
    );
    if (other === undefined || third === undefined) throw new Error('no sockets');
    const token = JSON.stringify({ ...JSON.parse(mallory.token), device: 99 });
    const named = await other.open(group.chapter, token);
    expect(await named.push(under(100))).toBe('not-your-device');
    expect(await named.push(under(99))).toBe('saved');
    const known = await third.open(group.chapter, mallory.token);
    expect(await known.push(under(99))).toBe('saved');
    expect(await known.push(under(100))).toBe('not-your-device');
    other.close();
    third.close();
  });
});
