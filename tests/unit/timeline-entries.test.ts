import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../../client/channel/timeline-view.ts';
import { stateOf } from '../../client/replica/projections/message-entry.ts';
import { countReplies } from '../../client/replica/projections/reply-counts.ts';
import { mergeChapters, spliceBetween, toTimelineEntries } from '../../client/replica/projections/timeline-entries.ts';
import type { TimelineRenderContext } from '../../client/replica/projections/timeline-render-context.ts';
import { EVERYBODY } from '../../shared/envelope/envelope.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { ChapterEvent } from '../../shared/timeline/chapter-event.ts';
import type { ChapterMessage } from '../../shared/timeline/chapter-message.ts';
import { compareMessages } from '../../shared/timeline/message-order.ts';
import { groupAs } from '../support/chapter-writer.ts';

const ME = 1024;
const BOB = 1025;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const message = (
  n: number,
  by: number,
  at: number,
  seq: number | undefined,
  more: Partial<ChapterMessage> = {},
): ChapterMessage => ({
  id: `01K0000000000000000000000${n}` as MessageId,
  chapter: 0,
  by,
  at,
  stamp: seq === undefined ? undefined : { seq, at, due: undefined },
  body: { kind: 'text', text: `text ${n}` },
  text: `text ${n}`,
  mentions: [],
  quiet: false,
  deletedBy: undefined,
  edited: false,
  reactions: [],
  votes: [],
  closed: false,
  ...more,
});

const renderContext = (more: Partial<TimelineRenderContext> = {}): TimelineRenderContext => ({
  me: ME,
  person: (number) => ({ userId: `u${number}`, number, name: number === ME ? 'Me' : 'Bob' }),
  membership: groupAs('member'),
  writable: true,
  marks: { delivered: 0, read: 0 },
  localDeliveryState: () => 'pending',
  unread: { after: 0, upTo: 0 },
  dayOf: (at) => at - (at % DAY),
  now: 100 * DAY,
  events: [],
  lookUp: () => undefined,
  isStarred: () => false,
  isHidden: () => false,
  isPinned: () => false,
  isBlocked: () => false,
  removingAt: () => undefined,
  replies: () => undefined,
  ...more,
});
const kinds = (entries: readonly TimelineEntry[]) => entries.map(({ kind }) => kind);

it('BOT-20 messages by a webhook, and quotes of them, say so whatever its name is; a member of the same name is none', () => {
  const HOOK = 1026;
  const by = (number: number) => ({ userId: number === HOOK ? 'hook-a' : `u${number}`, number, name: 'Bob' });
  const posted = message(1, HOOK, MINUTE, 1);
  const answer = message(2, BOB, 2 * MINUTE, 2, {
    body: { kind: 'text', text: 'so?', reply: { chapter: 0, id: posted.id } },
  });
  const context = renderContext({ person: by, lookUp: () => posted });
  const entries = toTimelineEntries([posted, answer], context).flatMap((one) => (one.kind === 'message' ? [one] : []));
  expect(entries.map(({ author, webhook, quote }) => [author, webhook, quote?.webhook])).toEqual([
    ['Bob', true, undefined],
    ['Bob', undefined, true],
  ]);
});

describe('rows', () => {
  it('TL-7 begins each day with a line, a late message under the day it arrived', () => {
    const entries = toTimelineEntries(
      [
        message(1, BOB, DAY + 1, 1),
        message(2, BOB, 5, 2, { stamp: { seq: 2, at: 2 * DAY + 5, due: undefined } }),
        message(3, ME, 1, undefined),
      ],
      renderContext(),
    );
    expect(kinds(entries)).toEqual(['day', 'message', 'day', 'message', 'message']);
    expect(entries[2]).toMatchObject({ at: 2 * DAY });
  });

  it('TL-7 puts one unread line before the first of others, and counts them without deleted and own ones', () => {
    const list = [
      message(1, BOB, 1, 1),
      message(2, ME, 2, 2),
      message(3, BOB, 3, 3),
      message(4, BOB, 4, 4, { deletedBy: BOB, text: undefined }),
      message(5, BOB, 5, 5),
      message(6, BOB, 6, 6),
    ];
    const entries = toTimelineEntries(list, renderContext({ unread: { after: 1, upTo: 5 } }));
    expect(kinds(entries)).toEqual(['day', 'message', 'message', 'unread', 'message', 'message', 'message', 'message']);
    expect(entries[3]).toMatchObject({ count: 2 });
  });

  it('TL-8 joins messages of one author within five minutes', () => {
    const entries = toTimelineEntries(
      [
        message(1, BOB, 0, 1),
        message(2, BOB, MINUTE, 2),
        message(3, BOB, 7 * MINUTE, 3),
        message(4, ME, 7 * MINUTE, 4),
      ],
      renderContext(),
    );
    const runs = entries.filter((entry) => entry.kind === 'message').map(({ first, last }) => [first, last]);
    expect(runs).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ]);
  });

  it('REP-3 tells the state of own messages, and offers what the table allows', () => {
    const entries = toTimelineEntries(
      [
        message(1, ME, 1, 1),
        message(2, ME, 2, 2),
        message(3, ME, 3, 3),
        message(4, ME, 4, undefined),
        message(5, BOB, 5, 5),
      ],
      renderContext({ marks: { delivered: 2, read: 1 }, localDeliveryState: () => 'not-saved' }),
    ).filter((entry) => entry.kind === 'message');
    expect(entries.map(({ state }) => state)).toEqual(['read', 'delivered', 'sent', 'not-saved', 'sent']);
    expect(entries.map(({ own, may }) => own === may.edit && own === may.remove && may.react)).toEqual(
      Array(5).fill(true),
    );
    expect(stateOf(3, { delivered: 9, read: 3 })).toBe('read');
  });
});

describe('what a message shows', () => {
  const only = (list: readonly ChapterMessage[], more: Partial<TimelineRenderContext> = {}) =>
    toTimelineEntries(list, renderContext(more)).filter((entry) => entry.kind === 'message');
  const answering = (n: number, id: string, by = ME): ChapterMessage =>
    message(n, by, n, n, { body: { kind: 'text', text: `text ${n}`, reply: { chapter: 0, id } } });

  it('TL-16 quotes a message as it is now: here, deleted, or elsewhere', () => {
    const answer = answering(2, message(1, BOB, 1, 1).id);
    const quoteOf = (found: ReturnType<TimelineRenderContext['lookUp']>, more: Partial<TimelineRenderContext> = {}) =>
      only([answer], { lookUp: () => found, ...more })[0]?.quote;
    const first = message(1, BOB, 1, 1, { text: 'edited since', edited: true, chapter: 3 });
    expect(quoteOf(first)).toMatchObject({
      state: 'here',
      text: 'edited since',
      author: 'Bob',
      own: false,
      chapter: 3,
    });
    expect(quoteOf(undefined)).toMatchObject({ state: 'elsewhere', text: undefined });
    const gone: readonly ReturnType<typeof quoteOf>[] = [
      quoteOf('deleted'),
      quoteOf(message(1, BOB, 1, 1, { deletedBy: BOB, text: undefined })),
      quoteOf(message(1, BOB, 1, 1, { stamp: { seq: 1, at: 1, due: 100 * DAY } })),
      quoteOf(first, { isHidden: (one) => one.id === first.id }),
      quoteOf(first, { removingAt: (one) => (one.id === first.id ? 5 : undefined) }),
    ];
    for (const quote of gone) expect(quote).toMatchObject({ state: 'deleted', text: undefined });
  });

  it('TL-17 counts votes and people, and names nobody in an anonymous poll', () => {
    const poll = (anonymous: boolean) =>
      message(1, ME, 1, 1, {
        body: { kind: 'poll', text: '?', options: ['a', 'b'], multiple: true, anonymous },
        votes: [[ME, BOB], [BOB]],
      });
    expect(only([poll(false)])[0]).toMatchObject({
      poll: {
        options: [
          { count: 2, mine: true, names: ['Me', 'Bob'] },
          { count: 1, mine: false, names: ['Bob'] },
        ],
        voters: 2,
        closed: false,
      },
      may: { edit: false, vote: true, closePoll: true },
    });
    expect(only([poll(true)])[0]?.poll?.options.map(({ names }) => names)).toEqual([[], []]);
    expect(only([{ ...poll(true), closed: true }])[0]?.may).toMatchObject({ vote: false, closePoll: false });
  });

  it('TL-18 knows whom a message calls, and never its writer', () => {
    const calling = (by: number, ...mentions: readonly number[]) =>
      only([message(1, by, 1, 1, { mentions })])[0]?.mentionsMe;
    expect(calling(BOB)).toBe(false);
    expect(calling(BOB, BOB, ME)).toBe(true);
    expect(calling(BOB, BOB)).toBe(false);
    expect(calling(BOB, EVERYBODY)).toBe(true);
    expect(calling(ME, EVERYBODY)).toBe(false);
  });

  it('TL-19 leaves out what is hidden or due, also from what counts as unread', () => {
    const list = [
      message(1, BOB, 1, 1, { stamp: { seq: 1, at: 1, due: 100 * DAY } }),
      message(2, BOB, 2, 2),
      message(3, BOB, 3, 3, { stamp: { seq: 3, at: 3, due: 100 * DAY + 1 } }),
    ];
    const rows = toTimelineEntries(
      list,
      renderContext({ unread: { after: 0, upTo: 3 }, isHidden: (one) => one.id === list[1]?.id }),
    );
    expect(kinds(rows)).toEqual(['day', 'unread', 'message']);
    expect(rows[1]).toMatchObject({ count: 1 });
    expect(rows[2]).toMatchObject({ due: 100 * DAY + 1 });
  });

  it('TL-20 counts the answers to a message and to its answers at the first one, each once', () => {
    const [one, two, three, four] = [
      message(1, BOB, 1, 1),
      answering(2, message(1, BOB, 1, 1).id),
      answering(3, message(2, BOB, 1, 1).id, BOB),
      answering(4, message(9, BOB, 1, 1).id),
    ];
    const all = new Map<string, ChapterMessage>([one, two, three, four].map((each) => [each.id, each]));
    const counts = countReplies(
      [
        [one, two],
        [two, three, four],
      ],
      {
        ...renderContext({ unread: { after: 2, upTo: 3 } }),
        lookUp: ({ id }) => all.get(id),
      },
    );
    expect([...counts]).toEqual([
      [one.id, { count: 2, unread: 1 }],
      [message(9, BOB, 1, 1).id, { count: 1, unread: 0 }],
    ]);
    const [a, b] = [answering(5, message(6, BOB, 1, 1).id), answering(6, message(5, BOB, 1, 1).id)];
    const circle = new Map<string, ChapterMessage>([a, b].map((each) => [each.id, each]));
    expect(countReplies([[a, b]], { ...renderContext(), lookUp: ({ id }) => circle.get(id) }).size).toBeGreaterThan(0);
  });
});

describe('events', () => {
  const event = (seq: number, at: number, more: Partial<ChapterEvent['event']> = {}): ChapterEvent => ({
    id: `01K0000000000000000000000${seq}`,
    seq,
    at,
    event: { kind: 'joined', by: BOB, ...more } as ChapterEvent['event'],
  });

  it('TL-21 stand behind the message whose seq they carry, begin days and end runs', () => {
    const list = [message(1, BOB, 1, 1), message(2, BOB, 2, 2), message(3, ME, 2 * DAY, undefined)];
    const rows = toTimelineEntries(list, renderContext({ events: [event(0, 0), event(1, 2), event(2, DAY)] }));
    expect(kinds(rows)).toEqual(['day', 'event', 'message', 'event', 'message', 'day', 'event', 'day', 'message']);
    expect(rows.filter((row) => row.kind === 'message').map(({ first, last }) => [first, last])).toEqual(
      Array(3).fill([true, true]),
    );
  });

  it('TL-21 name who did it and to whom, except oneself', () => {
    const removed = { kind: 'removed', by: ME, who: BOB } as const;
    const rows = toTimelineEntries([], renderContext({ events: [event(0, 0, removed), event(0, 1)] }));
    expect(rows.filter((row) => row.kind === 'event')).toMatchObject([
      { by: undefined, who: 'Bob', event: removed },
      { by: 'Bob', who: undefined },
    ]);
  });
});

describe('changes', () => {
  const list = [message(1, BOB, 1, 1), message(2, BOB, 10 * MINUTE, 2), message(3, BOB, 20 * MINUTE, 3)];

  it('TL-9 keeps equal rows as the same objects', () => {
    const before = toTimelineEntries(list, renderContext());
    const after = toTimelineEntries(list, renderContext(), before);
    expect(after.every((entry, i) => entry === before[i])).toBe(true);
    expect(spliceBetween(before, after)).toBeUndefined();
  });

  it('TL-9 sends one splice without what is equal at both ends', () => {
    const before = toTimelineEntries(list, renderContext());
    const edited = list.map((one) => (one.id === list[1]?.id ? { ...one, text: 'new', edited: true } : one));
    const after = toTimelineEntries(edited, renderContext(), before);
    expect(spliceBetween(before, after)).toMatchObject({ at: 2, remove: 1, insert: [{ text: 'new' }] });
    const longer = toTimelineEntries([...list, message(4, BOB, 40 * MINUTE, 4)], renderContext(), before);
    expect(spliceBetween(before, longer)).toMatchObject({ at: 4, remove: 0, insert: [{ text: 'text 4' }] });
  });

  it('TL-1 shows a message that stands in two chapters once, as the stamped one', () => {
    const pending = message(1, ME, 1, undefined);
    const stamped = message(1, ME, 1, 7, { chapter: 1 });
    expect(mergeChapters([[pending], [stamped]], compareMessages)).toEqual([stamped]);
    expect(mergeChapters([[stamped], [pending]], compareMessages)).toEqual([stamped]);
    // Lost in one chapter, and brought back into a newer one.
    const lost = { ...stamped, chapter: 0, lost: true } as const;
    for (const found of [pending, stamped]) {
      expect(mergeChapters([[lost], [found]], compareMessages)).toEqual([found]);
      expect(mergeChapters([[found], [lost]], compareMessages)).toEqual([found]);
    }
  });
});
