import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConversationNews, changeFor, type NewsReader, pickPage } from '../../storage/rules/feed-changes.ts';
import { decodeCursor, encodeCursor } from '../../storage/rules/feed-cursor.ts';
import type { PageConversation, PageFacts } from '../../storage/rules/feed-facts.ts';
import { feedPage } from '../../storage/rules/feed-page.ts';
import { createSight, type SightFacts } from '../../storage/rules/sight.ts';
import { conversation, conversationId, member, mine, person } from '../support/feed-rows.ts';

const ME = 1;
const BOB = 2;
const CAROL = 3;

const news: ConversationNews = {
  conversation: 7,
  changed: 10,
  ownChanged: 0,
  marksChanged: 0,
  memberChanged: 5,
  unanswered: null,
  askedBy: null,
  isRemoved: false,
  removedBy: null,
};
const reader: NewsReader = { number: ME, blocked: new Set(), toldMarks: undefined };

describe('when a conversation changed for an account', () => {
  it.each<readonly [string, number, Partial<ConversationNews>, Partial<NewsReader>]>([
    ['a message', 10, {}, {}],
    ['their own watermark in a large group', 12, { ownChanged: 12 }, {}],
    ['the watermark of somebody else', 14, { marksChanged: 14 }, {}],
    ['their removal, whatever came after', 5, { isRemoved: true, marksChanged: 14, ownChanged: 15 }, {}],
    ['a group that is kept back, whatever happens in it', 5, { askedBy: BOB }, { blocked: new Set([BOB]) }],
    ['a watermark of a person who has not answered', 10, { marksChanged: 14, unanswered: BOB }, {}],
    ['a watermark while they have not answered themselves', 14, { marksChanged: 14, unanswered: ME }, {}],
    ['a watermark of a person who blocks them', 10, { marksChanged: 14 }, { toldMarks: new Map([[7, 3]]) }],
    [
      'a watermark they are told though somebody blocks them',
      13,
      { marksChanged: 14 },
      { toldMarks: new Map([[7, 13]]) },
    ],
  ])('FEED-2 and CON-6 %s: %i', (_title, change, more, by) => {
    expect(changeFor({ ...news, ...more }, { ...reader, ...by })).toBe(change);
  });
});

describe('the conversations of a page', () => {
  it.each<readonly [string, boolean, Partial<ConversationNews>, number]>([
    ['one they are in', true, {}, 0],
    ['one they know already', false, {}, 10],
    ['one into which a blocked person put them', false, { askedBy: BOB }, 0],
    ['one into which a blocked person put them back, for a new device', false, { askedBy: BOB, removedBy: ME }, 0],
    ['one into which a blocked person put them back, for an older device', true, { askedBy: BOB, removedBy: ME }, 4],
    ['one that is kept back, where devices were told so', false, { askedBy: BOB, removedBy: ME }, 5],
    ['one into which a blocked person put them, for an older device', false, { askedBy: BOB }, 4],
    ['one into which somebody else put them', true, { askedBy: CAROL }, 0],
    ['one they were put into and removed from, for a new device', false, { askedBy: CAROL, isRemoved: true }, 0],
    ['one they were put into and removed from, for an older device', true, { askedBy: CAROL, isRemoved: true }, 1],
    ['one they declined', true, { askedBy: CAROL, isRemoved: true, removedBy: ME }, 0],
  ])('CON-31 and CON-30 %s: %s', (_title, isShown, more, position) => {
    const page = pickPage([{ ...news, ...more }], { ...reader, blocked: new Set([BOB]) }, position, 10);
    expect(page.conversations).toEqual(isShown ? [7] : []);
  });

  it('FEED-9 pages of any size give each conversation once, in the order of change', () => {
    const changes = fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { maxLength: 40 });
    fc.assert(
      fc.property(changes, fc.integer({ min: 1, max: 7 }), (list, limit) => {
        const found = list.map((changed) => ({ ...news, conversation: changed, changed }));
        const given: number[] = [];
        for (let position: number | undefined = 0; position !== undefined; ) {
          const page = pickPage(found, reader, position, limit);
          expect(page.conversations.length).toBeLessThanOrEqual(limit);
          given.push(...page.conversations);
          position = page.next;
        }
        expect(given).toEqual([...list].sort((one, other) => one - other));
      }),
    );
  });

  it('FEED-9 a cursor never says that more is known than is', () => {
    const places = fc.tuple(fc.nat({ max: 2 ** 40 }), fc.nat({ max: 2 ** 40 }));
    fc.assert(
      fc.property(places, ([one, other]) => {
        const asked = { position: Math.max(one, other), base: Math.min(one, other) };
        const back = decodeCursor(encodeCursor(asked));
        expect(back.position).toBe(asked.position);
        expect(back.base).toBeLessThanOrEqual(asked.base);
      }),
    );
  });
});

const sightFacts: SightFacts = {
  me: ME,
  blockers: new Map(),
  blocked: new Set(),
  unanswering: new Set(),
  acquainted: new Set(),
  keptMarks: () => undefined,
};
const shown: PageConversation = {
  conversation,
  mine,
  after: 0,
  members: [],
  chapters: [],
  counts: { unread: 0, mentions: 0, firstMention: null },
  keptHead: undefined,
  requests: [],
};
const page = (more: Partial<PageFacts>, sight: Partial<SightFacts> = {}, base = 0) =>
  feedPage(
    {
      me: { number: ME, hidesRead: false },
      sight: createSight({ ...sightFacts, ...sight }),
      page: { conversations: [], next: undefined },
      conversations: [],
      people: [],
      ...more,
    },
    { base },
    20,
  );

describe('what a page tells', () => {
  it.each<readonly [string, number, Parameters<typeof member>[1], Partial<PageFacts>, Partial<SightFacts>]>([
    ['a member', 3, {}, {}, {}],
    ['a member who hides it', 0, { hidesRead: true }, {}, {}],
    ['a member, to somebody who hides their own', 0, {}, { me: { number: ME, hidesRead: true } }, {}],
    ['a member who has not accepted', 0, { askedBy: CAROL }, {}, {}],
    ['a member who blocks the asker', 0, {}, {}, { blockers: new Map([[BOB, null]]) }],
    [
      'a member who blocks the asker, as it was',
      2,
      {},
      {},
      { blockers: new Map([[BOB, null]]), keptMarks: () => ({ delivered: 2, read: 2 }) },
    ],
  ])('FACT-14 and CON-15 what %s has read: %i', (_title, read, row, facts, sight) => {
    const { conversations } = page({ conversations: [{ ...shown, members: [member(BOB, row)] }], ...facts }, sight);
    expect(conversations[0]?.members).toMatchObject([{ number: BOB, read }]);
  });

  it('FACT-15 in a large group nobody is told the watermarks of others, and everybody their own', () => {
    const large = { ...shown, conversation: { ...conversation, isLarge: true }, members: [member(ME), member(BOB)] };
    expect(page({ conversations: [large] }).conversations[0]?.members.map(({ read }) => read)).toEqual([3, 0]);
  });

  it.each<readonly [string, number | undefined, Parameters<typeof person>[1], Partial<SightFacts>]>([
    ['anybody', 500, {}, {}],
    ['a person who hides it', undefined, { hidesSeen: true }, {}],
    ['a person who has not answered', undefined, {}, { unanswering: new Set([BOB]) }],
    ['one who has elsewhere', 500, {}, { unanswering: new Set([BOB]), acquainted: new Set([BOB]) }],
    ['a person who blocks the asker', 400, {}, { blockers: new Map([[BOB, 400]]) }],
  ])('FACT-17 and CON-6 when %s was last there: %s', (_title, seenAt, row, sight) => {
    const { people } = page({ people: [{ ...person(BOB, row), isNews: true, changed: 9 }] }, sight);
    expect(people).toHaveLength(1);
    expect(people[0]?.seenAt).toBe(seenAt);
    // That nobody may know of it is no news.
    const quiet = page({ people: [{ ...person(BOB, row), isNews: false, changed: 9 }] }, sight);
    expect(quiet.people).toHaveLength(seenAt === 500 || row?.hidesSeen === true ? 1 : 0);
  });

  it('GRP-15 and GRP-21 who asks to join is told to members who may answer, and never of a person they block', () => {
    const requests = [BOB, CAROL].map((number) => ({ userId: person(number).userId, number, name: 'N', at: number }));
    const told = (role: 'admin' | 'member') =>
      page(
        { conversations: [{ ...shown, mine: { ...mine, role }, requests }] },
        { blocked: new Set([BOB]) },
      ).conversations[0]?.requests?.map(({ number }) => number);
    expect([told('admin'), told('member')]).toEqual([[CAROL], []]);
  });

  it('GRP-17 chapters, and a latest message, from before one came are not told', () => {
    const chapters = [0, 1, 2].map((chapter) => ({ chapter, version: 1, isFull: false, ranges: [] }));
    const head = {
      id: new Uint8Array(16),
      chapter: 1,
      seq: 4,
      by: BOB,
      at: 1,
      stampedAt: 1,
      entry: undefined,
      edit: undefined,
      deleted: false,
    };
    const from = (fromChapter: number) =>
      page({
        conversations: [
          { ...shown, mine: { ...mine, fromChapter }, chapters, conversation: { ...conversation, head } },
        ],
      }).conversations[0];
    expect(from(1)).toMatchObject({ head: { seq: 4 }, chapters: [{ chapter: 1 }, { chapter: 2 }] });
    expect(from(2)).not.toHaveProperty('head');
    const blocked = page(
      { conversations: [{ ...shown, conversation: { ...conversation, head } }] },
      { blocked: new Set([BOB]) },
    );
    expect(blocked.conversations[0]).not.toHaveProperty('head');
  });

  it('FEED-6 a person who was removed learns that, and what they knew then', () => {
    const removed = { ...mine, removedAt: 50, removedSeq: 2, removedTitle: 'Then', removedBy: BOB };
    const [fact] = page({ conversations: [{ ...shown, mine: removed, members: [member(BOB)] }] }).conversations;
    expect(fact).toMatchObject({
      id: conversationId,
      name: 'Then',
      seq: 2,
      members: [],
      removedAt: 50,
      removedBy: BOB,
    });
    expect(fact).not.toHaveProperty('deleted');
    const [deleted] = page({
      conversations: [{ ...shown, mine: removed, conversation: { ...conversation, deletedAt: 50 } }],
    }).conversations;
    expect(deleted).toMatchObject({ deleted: true });
  });

  it('FEED-9 the last page brings the people and its cursor is at the end', () => {
    expect(page({}, {}, 12)).toMatchObject({ more: false, cursor: encodeCursor({ position: 20, base: 20 }) });
    const next = page({ page: { conversations: [7], next: 15 } }, {}, 12);
    expect(next).toMatchObject({ more: true, cursor: encodeCursor({ position: 15, base: 12 }) });
  });
});
