import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { expandDelta } from '../../client/replica/facts/expand-delta.ts';
import { mergePage } from '../../client/replica/facts/merge.ts';
import type { FactRecord } from '../../client/replica/records.ts';
import { chapterDocument } from '../../shared/document/name.ts';
import { encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import type { ConversationFact, FeedPage, HeadFact } from '../../shared/protocol/facts.ts';
import { createFeedDeltas, type HasVersion } from '../../sync-server/documents/feed-deltas.ts';
import { conversationId } from '../support/feed-rows.ts';

const ME = 1024;
const CHAPTER = chapterDocument(conversationId, 0);

/** A chapter with one message for each seq up to `count`, and what the facts say of the newest. */
const createChapter = (count: number) => {
  const doc = new Y.Doc();
  let head: HeadFact | undefined;
  for (let seq = 1; seq <= count; seq++) {
    const id = makeMessageId(1_700_000_000_000 + seq, () => 0.5);
    const bytes = encodeEnvelope({ by: 1_025, device: 1, at: seq * 10, alg: 0, body: new Uint8Array([seq, 255]) });
    doc.getMap('messages').set(id, bytes);
    doc.getMap('stamps').set(id, [seq, seq * 10 + 1]);
    const entry = Buffer.from(bytes).toString('base64');
    head = { id, chapter: 0, seq, by: 1_025, at: seq * 10, stampedAt: seq * 10 + 1, entry, deleted: false };
  }
  if (head === undefined) throw new Error('A chapter has messages.');
  return { doc, head };
};

const conversation = (head: HeadFact, more: Partial<ConversationFact> = {}): ConversationFact => ({
  id: conversationId,
  kind: 'group',
  name: 'Tides',
  createdAt: 1,
  seq: head.seq,
  version: 3,
  head,
  read: 1,
  unread: head.seq - 1,
  mentions: 0,
  disappear: 0,
  rights: {},
  history: 'all',
  from: 0,
  requests: [],
  members: [],
  chapters: [{ chapter: 0, version: head.seq, full: false, ranges: [[1, head.seq]] }],
  ...more,
});

const page = (since: number, fact: ConversationFact): FeedPage => ({
  epoch: 'e',
  proof: `p${since}`,
  since,
  cursor: since + 1,
  more: false,
  people: [],
  conversations: [fact],
  at: 5,
});

const second = createChapter(2);

/** A connection that was told the first page, and the message about the second. */
const tellTwice = (hasVersion: HasVersion, fact: ConversationFact) => {
  const first = page(1, conversation(createChapter(1).head));
  const told = createFeedDeltas(hasVersion);
  expect(told(first)).toEqual({ type: 'feed', page: first });
  const facts = new Map<string, FactRecord>(mergePage(new Map(), first, ME));
  const whole = page(2, fact);
  const message = JSON.parse(JSON.stringify(told(whole)));
  const expand = (doc: Y.Doc | undefined, known: ReadonlyMap<string, FactRecord> = facts, cursor = 2) =>
    expandDelta(message.page, {
      server: { cursor: () => cursor, epoch: () => 'e' },
      facts: known,
      docOf: (name) => (name === CHAPTER ? doc : undefined),
    });
  return { facts, whole, message, expand };
};

const hasAll: HasVersion = (name, version) => name === CHAPTER && version <= 2;

describe('a device that was sent the chapter', () => {
  it('FEED-17 reads the newest message there, and makes the whole page of it', () => {
    const { message, whole, expand } = tellTwice(hasAll, conversation(second.head));
    expect(message.type).toBe('delta');
    expect(message.page.conversations[0].head).toEqual({ id: second.head.id, chapter: 0 });
    expect(message.page.conversations[0]).not.toHaveProperty('name');
    expect(expand(second.doc)).toEqual(whole);
  });

  it('FEED-17 does not make it up when the message is not there', () => {
    const { expand } = tellTwice(hasAll, conversation(second.head));
    expect(expand(undefined)).toBeUndefined();
    expect(expand(createChapter(1).doc)).toBeUndefined();
  });

  it('FEED-17 is told all of a message that was edited or deleted, or of a chapter that it has not come up to', () => {
    const edited = { ...second.head, edit: 'AAAA' };
    const { entry: _, ...rest } = { ...second.head, deleted: true };
    for (const [hasVersion, head] of [
      [hasAll, edited],
      [hasAll, rest],
      [() => false, second.head],
    ] as const) {
      const { message, whole, expand } = tellTwice(hasVersion, conversation(head));
      expect(message.page.conversations[0].head).toEqual(head);
      expect(expand(undefined)).toEqual(whole);
    }
  });
});

describe('a delta of the feed', () => {
  it.each<readonly [string, Partial<ConversationFact>]>([
    ['a name', { name: 'Ebb' }],
    ['the permissions', { rights: { invite: 'admins' } }],
    ['a picture', { picture: 'ab' }],
    ['requests to join', { requests: [{ userId: 'u', number: 2_000, name: 'Una', at: 1 }] }],
    ['a removal', { removedAt: 4, removedBy: 1_025 }],
  ])('FEED-16 is none when it brings %s', (_title, more) => {
    const { message, whole } = tellTwice(() => false, conversation(second.head, more));
    expect(message).toEqual({ type: 'feed', page: whole });
  });

  it('FEED-16 brings a read position, mentions and members that changed', () => {
    const member = { userId: 'u', number: 2_000, role: 'member', delivered: 2, read: 0 } as const;
    const more = { read: 2, unread: 0, mentions: 2, mentionSeq: 2, members: [member] };
    const { message, whole, expand } = tellTwice(() => false, conversation(second.head, more));
    expect(message.type).toBe('delta');
    expect(expand(undefined)).toEqual(whole);
  });

  it('FEED-16 is not expanded by what is newer than what the server told, by what is gone, or by nothing', () => {
    const { facts, expand } = tellTwice(() => false, conversation(second.head));
    const [known] = facts.values();
    if (known === undefined) throw new Error('The first page brought it.');
    const other = (more: Partial<FactRecord>) => new Map([[known.id, { ...known, ...more }]]);
    expect(expand(undefined, new Map())).toBeUndefined();
    expect(expand(undefined, other({ cursor: 3 }))).toBeUndefined();
    expect(expand(undefined, other({ cursor: 0 }))).toBeUndefined();
    expect(expand(undefined, other({ removedAt: 1 }))).toBeUndefined();
  });

  it('FEED-16 brings nothing when a whole page has overtaken it', () => {
    const { expand } = tellTwice(() => false, conversation(second.head));
    expect(expand(undefined, new Map(), 3)).toMatchObject({ since: 2, cursor: 3, conversations: [] });
  });

  it('FEED-16 follows a whole page for each conversation on each connection', () => {
    const first = page(1, conversation(second.head));
    const told = createFeedDeltas(() => false);
    const another = createFeedDeltas(() => false);
    told(first);
    expect(told({ ...first, since: 2 }).type).toBe('delta');
    expect(another({ ...first, since: 2 }).type).toBe('feed');
    expect(told({ ...first, since: 3, epoch: 'f' }).type).toBe('feed');
  });
});
