import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../../client/channel/protocol.ts';
import { stateOf } from '../../client/replica/projections/message-entry.ts';
import { mergeChapters, spliceBetween, toTimelineEntries } from '../../client/replica/projections/timeline-entries.ts';
import type { TimelineSituation } from '../../client/replica/projections/timeline-situation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { ChapterMessage } from '../../shared/timeline/chapter-message.ts';
import { compareMessages } from '../../shared/timeline/message-order.ts';

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
  unreadable: false,
  deletedBy: undefined,
  edited: false,
  reactions: [],
  votes: [],
  closed: false,
  ...more,
});

const situation = (more: Partial<TimelineSituation> = {}): TimelineSituation => ({
  me: ME,
  person: (number) => ({ userId: `u${number}`, number, name: number === ME ? 'Me' : 'Bob' }),
  kind: 'group',
  role: 'member',
  writable: true,
  marks: { delivered: 0, read: 0 },
  here: () => 'pending',
  unread: { after: 0, upTo: 0 },
  dayOf: (at) => at - (at % DAY),
  now: 100 * DAY,
  events: [],
  lookUp: () => undefined,
  isStarred: () => false,
  isHidden: () => false,
  isPinned: () => false,
  removingAt: () => undefined,
  replies: () => undefined,
  ...more,
});
const kinds = (entries: readonly TimelineEntry[]) => entries.map(({ kind }) => kind);

describe('rows', () => {
  it('TL-7 begins each day with a line, a late message under the day it arrived', () => {
    const entries = toTimelineEntries(
      [
        message(1, BOB, DAY + 1, 1),
        message(2, BOB, 5, 2, { stamp: { seq: 2, at: 2 * DAY + 5, due: undefined } }),
        message(3, ME, 1, undefined),
      ],
      situation(),
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
    const entries = toTimelineEntries(list, situation({ unread: { after: 1, upTo: 5 } }));
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
      situation(),
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
      situation({ marks: { delivered: 2, read: 1 }, here: () => 'not-saved' }),
    ).filter((entry) => entry.kind === 'message');
    expect(entries.map(({ state }) => state)).toEqual(['read', 'delivered', 'sent', 'not-saved', 'sent']);
    expect(entries.map(({ own, may }) => own === may.edit && own === may.remove && may.react)).toEqual(
      Array(5).fill(true),
    );
    expect(stateOf(3, { delivered: 9, read: 3 })).toBe('read');
  });
});

describe('changes', () => {
  const list = [message(1, BOB, 1, 1), message(2, BOB, 10 * MINUTE, 2), message(3, BOB, 20 * MINUTE, 3)];

  it('TL-9 keeps equal rows as the same objects', () => {
    const before = toTimelineEntries(list, situation());
    const after = toTimelineEntries(list, situation(), before);
    expect(after.every((entry, i) => entry === before[i])).toBe(true);
    expect(spliceBetween(before, after)).toBeUndefined();
  });

  it('TL-9 sends one splice without what is equal at both ends', () => {
    const before = toTimelineEntries(list, situation());
    const edited = list.map((one) => (one.id === list[1]?.id ? { ...one, text: 'new', edited: true } : one));
    const after = toTimelineEntries(edited, situation(), before);
    expect(spliceBetween(before, after)).toMatchObject({ at: 2, remove: 1, insert: [{ text: 'new' }] });
    const longer = toTimelineEntries([...list, message(4, BOB, 40 * MINUTE, 4)], situation(), before);
    expect(spliceBetween(before, longer)).toMatchObject({ at: 4, remove: 0, insert: [{ text: 'text 4' }] });
  });

  it('TL-1 shows a message that stands in two chapters once, as the stamped one', () => {
    const pending = message(1, ME, 1, undefined);
    const stamped = message(1, ME, 1, 7, { chapter: 1 });
    expect(mergeChapters([[pending], [stamped]], compareMessages)).toEqual([stamped]);
    expect(mergeChapters([[stamped], [pending]], compareMessages)).toEqual([stamped]);
  });
});
