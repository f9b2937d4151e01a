import { describe, expect, test } from 'vitest';
import { type ConversationRow, FOREVER } from '../../client/channel/projections.ts';
import { countUnread } from '../../client/features/notifications/count-unread.ts';
import {
  type Decision,
  decideNotice,
  type Moment,
  markOf,
  type Seen,
  seenAfter,
} from '../../client/features/notifications/decide-notice.ts';
import { createOwedNotices } from '../../client/features/notifications/owed-notices.ts';
import { isQuiet } from '../../client/features/notifications/quiet-hours.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';

const NOON = new Date('2026-11-21T12:00:00').getTime();
const id = makeGroupId(1, () => 0.5);

type Last = NonNullable<ConversationRow['last']>;
const message = (values: Partial<Last> = {}): Last => ({
  text: 'the first word',
  deleted: false,
  by: 'Bob',
  own: false,
  at: NOON - 60_000,
  state: 'sent',
  ...values,
});
const row = (values: Partial<ConversationRow> = {}): ConversationRow => ({
  id,
  kind: 'group',
  title: 'Boat club',
  peer: undefined,
  membersCount: 3,
  picture: undefined,
  request: false,
  blocked: false,
  state: 'ready',
  last: message(),
  unread: 0,
  mentions: 0,
  joinRequests: 0,
  draft: { text: '', target: undefined, edit: '' },
  typing: [],
  pinned: false,
  archived: false,
  mutedUntil: 0,
  mentionsOnly: false,
  markedUnread: false,
  ...values,
});
const moment = (values: Partial<Moment> = {}): Moment => ({
  preferences: { quiet: undefined },
  now: NOON,
  onScreen: false,
  openedAt: NOON - 3_600_000,
  caughtUp: true,
  ...values,
});

const news = message({ text: 'the news', at: NOON - 1_000 });
const arrived: Partial<ConversationRow> = { last: news, unread: 1 };

type Case = readonly [
  title: string,
  before: Partial<ConversationRow> | undefined,
  after: Partial<ConversationRow>,
  moment: Partial<Moment>,
  decision: Decision,
];
const CASES: readonly Case[] = [
  ['a new message', {}, arrived, {}, 'show'],
  ['one more', arrived, { last: message({ at: NOON }), unread: 2 }, {}, 'show'],
  ['several at once', {}, { last: news, unread: 5 }, {}, 'show'],
  ['the first message of a new conversation', undefined, arrived, {}, 'show'],
  ['a new conversation without a message', undefined, { last: undefined }, {}, 'nothing'],
  ['a message on screen', {}, arrived, { onScreen: true }, 'nothing'],
  ['an own message', {}, { last: message({ own: true, by: undefined, at: NOON }) }, {}, 'nothing'],
  [
    'an own message while others are unread',
    { unread: 1 },
    { last: message({ own: true, at: NOON }), unread: 2 },
    {},
    'nothing',
  ],
  ['an edit of the newest message', arrived, { last: { ...news, text: 'better' }, unread: 1 }, {}, 'nothing'],
  [
    'a deletion of the newest message',
    { last: news, unread: 2 },
    { last: { ...news, deleted: true, text: undefined }, unread: 1 },
    {},
    'nothing',
  ],
  ['a reaction: nothing changes in the row', arrived, arrived, {}, 'nothing'],
  ['a count that comes later than its message', { last: news }, arrived, {}, 'show'],
  ['read elsewhere', arrived, { last: news }, {}, 'nothing'],
  ['typing', {}, { typing: ['Bob'] }, {}, 'nothing'],
  ['marked as unread by hand', {}, { markedUnread: true }, {}, 'nothing'],
  ['a message in an archived conversation', { archived: true }, { ...arrived, archived: true }, {}, 'show'],
  ['a message in a muted conversation', {}, { ...arrived, mutedUntil: NOON + 1 }, {}, 'nothing'],
  ['a message in one muted for ever', {}, { ...arrived, mutedUntil: FOREVER }, {}, 'nothing'],
  ['a mention in a muted one', {}, { ...arrived, mentions: 1, mutedUntil: FOREVER }, {}, 'nothing'],
  ['a message after the mute has ended', {}, { ...arrived, mutedUntil: NOON }, {}, 'show'],
  ['a message where only mentions count', {}, { ...arrived, mentionsOnly: true }, {}, 'nothing'],
  ['a mention where only mentions count', {}, { ...arrived, mentionsOnly: true, mentions: 1 }, {}, 'show'],
  [
    'a message after a mention there',
    { ...arrived, mentions: 1 },
    { last: message({ at: NOON }), unread: 2, mentions: 1, mentionsOnly: true },
    {},
    'nothing',
  ],
  [
    'a message in the hours of do-not-disturb',
    {},
    arrived,
    { preferences: { quiet: { from: 11 * 60, to: 13 * 60 } } },
    'nothing',
  ],
  ['a message outside of them', {}, arrived, { preferences: { quiet: { from: 22 * 60, to: 7 * 60 } } }, 'show'],
  ['a message before preferences are known', {}, arrived, { preferences: undefined }, 'show'],
  ['what was missed while the app was closed', {}, arrived, { caughtUp: false, openedAt: NOON }, 'nothing'],
  ['a new one while still catching up', {}, arrived, { caughtUp: false }, 'show'],
  [
    'an old one, written offline, that arrives now',
    {},
    { last: message({ at: NOON - 9e8 }), unread: 1 },
    { openedAt: NOON - 1_000 },
    'show',
  ],
];

const seenOf = (values: Partial<ConversationRow>): Seen => seenAfter(undefined, row(values), 'nothing');

describe('what is notified', () => {
  test.each(CASES)('NOTE-1 %s', (_, before, after, when, decision) => {
    expect(decideNotice(before && seenOf(before), row(after), moment(when))).toBe(decision);
  });
  test('NOTE-1 a message known before it is counted, behind others that are', () => {
    let seen = seenOf({ unread: 2 });
    const known = { last: news, unread: 2 };
    for (const [values, decision] of [
      [known, 'nothing'],
      [{ ...known, unread: 3 }, 'show'],
      [{ ...known, unread: 3 }, 'nothing'],
    ] as const) {
      expect(decideNotice(seen, row(values), moment())).toBe(decision);
      seen = seenAfter(seen, row(values), decision);
    }
  });
  test('NOTE-1 a message that is hidden and taken back again is not news', () => {
    let seen = seenOf({});
    for (const [values, decision] of [
      [arrived, 'show'],
      [{ unread: 0 }, 'close'],
      [arrived, 'nothing'],
    ] as const) {
      expect(decideNotice(seen, row(values), moment())).toBe(decision);
      seen = seenAfter(seen, row(values), decision);
    }
  });
});

describe('what is shown already', () => {
  const shown = seenAfter(seenOf({}), row({ last: news, unread: 2 }), 'show');
  test.each<[title: string, after: Partial<ConversationRow>, decision: Decision]>([
    ['read anywhere', { last: news }, 'close'],
    [
      'its message deleted while others are unread',
      { last: { ...news, deleted: true, text: undefined }, unread: 1 },
      'close',
    ],
    ['its message edited', { last: { ...news, text: 'better' }, unread: 2 }, 'nothing'],
    ['another message', { last: message({ at: NOON }), unread: 3 }, 'show'],
  ])('NOTE-2 %s', (_, after, decision) => {
    expect(decideNotice(shown, row(after), moment())).toBe(decision);
  });
  test('NOTE-2 what was closed is not closed again', () => {
    const after = row({ last: news });
    expect(decideNotice(seenAfter(shown, after, 'close'), after, moment())).toBe('nothing');
  });
});

describe('what the closed tab left', () => {
  const other = { ...row(arrived), id: makeGroupId(2, () => 0.5) };
  test('NOTE-3 what it had not decided about is shown by the next one, once', () => {
    const owed = createOwedNotices();
    owed.decided(other.id, markOf(other) ?? '');
    owed.owe(other);
    owed.owe(row(arrived));
    owed.decided(id, markOf(row()) ?? '');
    expect(owed.take()).toEqual([row(arrived)]);
    expect(owed.take()).toEqual([]);
  });
  test('NOTE-3 what has been read meanwhile is not', () => {
    const owed = createOwedNotices();
    owed.owe(other);
    owed.owe(row(arrived));
    owed.settle(id);
    expect(owed.take()).toEqual([other]);
  });
});

test('NOTE-4 unread conversations are counted, not muted ones', () => {
  const rows = [
    row(),
    row({ unread: 7 }),
    row({ markedUnread: true }),
    row({ unread: 1, archived: true }),
    row({ unread: 2, mutedUntil: FOREVER }),
    row({ markedUnread: true, mutedUntil: NOON + 1 }),
    row({ unread: 2, mutedUntil: NOON }),
    row({ unread: 2, mentionsOnly: true }),
    row({ unread: 2, mentions: 1, mentionsOnly: true }),
  ];
  expect(countUnread(rows, NOON)).toBe(5);
});

describe('hours of do-not-disturb', () => {
  const at = (time: string): number => new Date(`2026-11-21T${time}`).getTime();
  const night = { from: 22 * 60, to: 7 * 60 };
  const siesta = { from: 13 * 60, to: 14 * 60 + 30 };
  test.each([
    [night, '22:00:00', true],
    [night, '21:59:59', false],
    [night, '00:00:00', true],
    [night, '06:59:59', true],
    [night, '07:00:00', false],
    [siesta, '13:00:00', true],
    [siesta, '14:29:59', true],
    [siesta, '14:30:00', false],
    [siesta, '12:59:59', false],
    [{ from: 60, to: 60 }, '01:00:00', false],
    [undefined, '03:00:00', false],
  ])('NOTE-6 %j at %s: %s', (quiet, time, expected) => {
    expect(isQuiet(quiet, at(time))).toBe(expected);
  });
});
