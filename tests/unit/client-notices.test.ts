import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConversationRow, FOREVER, type News } from '../../client/channel/conversation-view.ts';
import { countUnread } from '../../client/features/notifications/create-title.ts';
import {
  decideNotice,
  type Moment,
  type Noticed,
  UNNOTICED,
} from '../../client/features/notifications/decide-notice.ts';
import { isQuiet } from '../../client/features/notifications/quiet-hours.ts';
import { latestOf } from '../../client/replica/projections/latest-message.ts';
import { newsOf } from '../../client/replica/projections/row-news.ts';
import type { FactRecord } from '../../client/replica/records.ts';
import { type Body, encodeBody } from '../../shared/envelope/body.ts';
import { type Envelope, encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { openPlain } from '../../shared/envelope/opened-body.ts';
import type { ChapterMessage } from '../../shared/timeline/chapter-message.ts';
import { conversationRow } from '../support/conversation-row.ts';

const NOON = new Date('2026-11-21T12:00:00').getTime();
const row = conversationRow;
const moment = (values: Partial<Moment> = {}): Moment => ({
  preferences: { quiet: undefined },
  now: NOON,
  onScreen: false,
  openedAt: NOON - 3_600_000,
  caughtUp: true,
  ...values,
});
const one = (seq: number, values: Partial<News> = {}): News => ({
  id: `m${seq}`,
  seq,
  by: 'Bob',
  text: `text ${seq}`,
  mention: false,
  arrivedAt: NOON - 1_000,
  ...values,
});
/** A conversation in which these are unread, all that is unread being known. */
const unread = (news: readonly News[], values: Partial<ConversationRow> = {}): ConversationRow => {
  const seq = news.at(-1)?.seq ?? 0;
  return row({ seq, news, unread: news.length, mentions: news.filter(({ mention }) => mention).length, ...values });
};
const upTo = (seq: number): Noticed => ({ upTo: seq, shown: undefined });
/** What was decided when a message was shown. */
const showing = (news: News, mentions = 0): Noticed => ({
  upTo: news.seq,
  shown: { id: news.id, seq: news.seq, text: news.text, mention: news.mention, mentions },
});
/** In one word what is done, with the message it is about. */
const does = (before: Noticed, after: ConversationRow, when: Partial<Moment> = {}): string => {
  const { act } = decideNotice(before, after, moment(when));
  return act?.kind === 'show' ? `${act.quietly ? 'changes' : 'shows'} ${act.news.text}` : (act?.kind ?? 'nothing');
};

const QUIET = { preferences: { quiet: { from: 11 * 60, to: 13 * 60 } } };

describe('what is notified', () => {
  test.each<[title: string, before: Noticed, after: ConversationRow, when: Partial<Moment>, done: string]>([
    ['a new message', upTo(4), unread([one(5)]), {}, 'shows text 5'],
    ['the newest of several', upTo(4), unread([one(5), one(7)]), {}, 'shows text 7'],
    ['the first of a conversation', UNNOTICED, unread([one(1)]), {}, 'shows text 1'],
    ['one while others are unread', upTo(4), unread([one(3), one(4), one(5)]), {}, 'shows text 5'],
    ['one after all before was read elsewhere', showing(one(4)), unread([one(5)], { read: 4 }), {}, 'shows text 5'],
    ['none twice', upTo(5), unread([one(5)]), {}, 'nothing'],
    ['none when only own ones are new', upTo(4), unread([], { seq: 5 }), {}, 'nothing'],
    ['none on screen', upTo(4), unread([one(5)]), { onScreen: true }, 'nothing'],
    ['none by a mark as unread', upTo(4), unread([], { seq: 4, markedUnread: true }), {}, 'nothing'],
    ['one in the archive', upTo(4), unread([one(5)], { archived: true }), {}, 'shows text 5'],
    ['none while muted', upTo(4), unread([one(5)], { mutedUntil: NOON + 1 }), {}, 'nothing'],
    ['none while muted for ever', upTo(4), unread([one(5, { mention: true })], { mutedUntil: FOREVER }), {}, 'nothing'],
    ['one after the mute', upTo(4), unread([one(5)], { mutedUntil: NOON }), {}, 'shows text 5'],
    ['none after one has left', upTo(4), unread([one(5)], { state: 'left' }), {}, 'nothing'],
    ['no chatter where mentions count', upTo(4), unread([one(5)], { mentionsOnly: true }), {}, 'nothing'],
    [
      'a mention below chatter there',
      upTo(4),
      unread([one(5, { mention: true }), one(6)], { mentionsOnly: true }),
      {},
      'shows text 5',
    ],
    ['none in the hours of do-not-disturb', upTo(4), unread([one(5)]), QUIET, 'nothing'],
    ['one of a stranger', UNNOTICED, unread([one(1)], { request: true, kind: 'direct' }), {}, 'shows text 1'],
    [
      'no second one of a stranger',
      upTo(1),
      unread([one(1), one(2)], { request: true, kind: 'direct' }),
      {},
      'nothing',
    ],
    [
      'none in a group that a stranger added the person to',
      UNNOTICED,
      unread([one(1)], { request: true }),
      {},
      'nothing',
    ],
  ])('NOTE-1 %s', (_, before, after, when, done) => {
    expect(does(before, after, when)).toBe(done);
  });

  test('NOTE-7 where mentions count, a message waits until its chapter tells whether it is one', () => {
    const later = decideNotice(upTo(4), unread([one(5, { mention: undefined })], { mentionsOnly: true }), moment());
    expect(later).toEqual({ after: upTo(4), act: undefined });
    expect(does(later.after, unread([one(5, { mention: true })], { mentionsOnly: true }))).toBe('shows text 5');
    expect(does(later.after, unread([one(5)], { mentionsOnly: true }))).toBe('nothing');
  });

  test.each([-2 * 365, -2, 0, 2, 2 * 365])('NOTE-8 a start with a clock %d days off notifies nothing old', (days) => {
    const now = NOON + days * 86_400_000;
    const when = { now, openedAt: now - 1_000, caughtUp: false };
    const old = unread([one(3, { arrivedAt: undefined }), one(4, { arrivedAt: now - 60_000 })]);
    const first = decideNotice(UNNOTICED, old, moment(when));
    expect(first).toEqual({ after: upTo(4), act: undefined });
    expect(does(first.after, unread([...old.news, one(5, { arrivedAt: now - 500 })]), when)).toBe('shows text 5');
    expect(
      does(first.after, unread([...old.news, one(5, { arrivedAt: undefined })]), { ...when, caughtUp: true }),
    ).toBe('shows text 5');
  });
});

describe('what is shown already', () => {
  const shown = showing(one(5));
  test.each<[title: string, after: ConversationRow, when: Partial<Moment>, done: string]>([
    ['goes when it was read anywhere', unread([], { seq: 5, read: 5 }), {}, 'close'],
    ['goes when it was deleted', unread([one(4)], { seq: 5 }), {}, 'close'],
    ['goes when it was deleted in the hours of do-not-disturb', unread([one(6)]), QUIET, 'close'],
    ['goes when it was deleted where mentions count', unread([one(6)], { mentionsOnly: true }), {}, 'close'],
    ['goes with a mute', unread([one(5)], { mutedUntil: FOREVER }), {}, 'close'],
    ['goes when one has left', unread([], { seq: 5, state: 'left' }), {}, 'close'],
    ['goes when its writer was blocked', unread([], { seq: 5, blocked: true }), {}, 'close'],
    ['goes when only mentions count', unread([one(5)], { mentionsOnly: true }), {}, 'close'],
    ['gives way to a new one', unread([one(6)]), {}, 'shows text 6'],
    ['says what its message says now', unread([one(5, { text: 'better' })]), {}, 'changes better'],
    ['says it in a conversation on screen', unread([one(5, { text: 'better' })]), { onScreen: true }, 'changes better'],
    ['stays', unread([one(5)]), {}, 'nothing'],
    ['stays in the hours of do-not-disturb', unread([one(5), one(6)]), QUIET, 'nothing'],
    ['stays while its chapter is not open', unread([one(7)], { newsFrom: 7 }), { onScreen: true }, 'nothing'],
    ['stays when another replica knows less', unread([], { seq: 3 }), {}, 'nothing'],
  ])('NOTE-2 %s', (_, after, when, done) => {
    expect(does(shown, after, when)).toBe(done);
  });

  test('NOTE-2 a mention below many others goes when mentions become fewer', () => {
    const many = Array.from({ length: 12 }, (_, at) => one(10 + at));
    const before: Noticed = { ...showing(one(5, { mention: true }), 1), upTo: 21 };
    const after = { mentionsOnly: true, newsFrom: 10 };
    expect(does(before, unread(many, { ...after, mentions: 1 }))).toBe('nothing');
    expect(does(before, unread(many, { ...after, mentions: 0 }))).toBe('close');
  });
});

/** A conversation as the server has it, and a device that sees it now and then. */
interface Written {
  readonly id: string;
  readonly seq: number;
  text: string;
  readonly mention: boolean;
  deleted: boolean;
}
type Step =
  | { readonly kind: 'send messages'; readonly mention: boolean }
  | { readonly kind: 'delete' | 'edit'; readonly back: number }
  | { readonly kind: 'read' | 'see' }
  | { readonly kind: 'mute' | 'mentions' | 'quiet'; readonly on: boolean };
const STEP: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('send messages' as const), mention: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'edit' as const), back: fc.nat(4) }),
  fc.record({ kind: fc.constantFrom('read' as const, 'see' as const, 'see' as const) }),
  fc.record({ kind: fc.constantFrom('mute' as const, 'mentions' as const, 'quiet' as const), on: fc.boolean() }),
);

test('NOTE-7 whatever happens between two updates, shown notices are unread, present and wanted, and nothing is announced twice', () => {
  fc.assert(
    fc.property(fc.array(STEP, { maxLength: 60 }), (steps) => {
      const all: Written[] = [];
      const announced: string[] = [];
      let [read, muted, mentionsOnly, quiet] = [0, false, false, false];
      let noticed = UNNOTICED;
      let shown: { readonly id: string; readonly text: string | undefined } | undefined;
      const see = (): void => {
        const news = all
          .filter(({ seq, deleted }) => seq > read && !deleted)
          .map(({ id, seq, text, mention }) => one(seq, { id, text, mention }));
        const shownNews = news.slice(-12);
        const now = unread(shownNews, {
          seq: all.length,
          read,
          unread: news.length,
          mentions: news.filter(({ mention }) => mention).length,
          newsFrom: news.length > 12 ? (shownNews[0]?.seq ?? 0) : 0,
          mutedUntil: muted ? FOREVER : 0,
          mentionsOnly,
        });
        const known = noticed.upTo;
        const { act, after } = decideNotice(noticed, now, moment(quiet ? QUIET : {}));
        noticed = after;
        if (act?.kind === 'close') shown = undefined;
        if (act?.kind === 'show') {
          shown = act.news;
          if (!act.quietly) announced.push(act.news.id);
        }
        const wanted = news.filter(({ seq, mention }) => seq > known && (!mentionsOnly || mention)).at(-1);
        // What is new and wanted is what stands.
        if (wanted !== undefined && !muted && !quiet) expect(shown?.id).toBe(wanted.id);
        const living = news.find(({ id }) => id === shown?.id);
        if (shown !== undefined && news.length <= 12) {
          expect(living?.text).toBe(shown.text);
          expect(muted).toBe(false);
          if (mentionsOnly) expect(living?.mention).toBe(true);
        }
      };
      for (const step of steps) {
        const target = step.kind === 'delete' || step.kind === 'edit' ? all.at(-1 - step.back) : undefined;
        if (step.kind === 'send messages') {
          const seq = all.length + 1;
          all.push({ id: `m${seq}`, seq, text: `text ${seq}`, mention: step.mention, deleted: false });
        } else if (step.kind === 'delete' && target !== undefined) target.deleted = true;
        else if (step.kind === 'edit' && target !== undefined) target.text += '!';
        else if (step.kind === 'read') read = all.length;
        else if (step.kind === 'mute') muted = step.on;
        else if (step.kind === 'mentions') mentionsOnly = step.on;
        else if (step.kind === 'quiet') quiet = step.on;
        else if (step.kind === 'see') see();
      }
      see();
      expect(new Set(announced).size).toBe(announced.length);
    }),
    { numRuns: 3_000 },
  );
});

describe('what a row tells of its unread messages', () => {
  const ME = 7;
  const message = (seq: number, values: Partial<ChapterMessage> = {}): ChapterMessage => ({
    id: `m${seq}` as ChapterMessage['id'],
    chapter: 0,
    by: 1_024,
    at: NOON,
    stamp: { seq, at: NOON, due: undefined },
    body: { kind: 'text', text: `text ${seq}` },
    text: `text ${seq}`,
    mentions: [],
    quiet: false,
    deletedBy: undefined,
    edited: false,
    reactions: [],
    votes: [],
    closed: false,
    ...values,
  });
  const tell = (open: readonly (readonly ChapterMessage[])[], fact: Partial<FactRecord>, read: number) =>
    newsOf({
      fact: { seq: 9, mentions: 0, ...fact } as FactRecord,
      latest: fact.head && latestOf(fact.head, openPlain),
      open,
      read,
      me: ME,
      nameOf: () => 'Bob',
      isLeftOut: (told) => told.by === 666,
      isHeadLeftOut: ({ by }) => by === 666,
      ahead: 5,
    });
  const head = (seq: number, values = {}) => ({
    head: {
      id: `m${seq}`,
      chapter: 0,
      seq,
      by: 1_024,
      at: NOON,
      stampedAt: NOON,
      entry: entryOf({ kind: 'text', text: `text ${seq}` }),
      deleted: false,
      ...values,
    },
  });
  const entryOf = (body: Body, header: Pick<Envelope, 'mentions' | 'quiet'> = {}): string =>
    Buffer.from(encodeEnvelope({ by: 1_024, device: 1, at: NOON, alg: 0, body: encodeBody(body), ...header })).toString(
      'base64',
    );
  const seqs = (told: ReturnType<typeof tell>): readonly number[] => told.news.map(({ seq }) => seq);

  test('NOTE-7 those of others, not deleted, not blocked, above the read position', () => {
    const open = [
      [
        message(2),
        message(3),
        message(4, { by: ME }),
        message(5, { deletedBy: 1_024 }),
        message(6, { by: 666 }),
        message(9),
      ],
    ];
    const told = tell(open, head(9), 2);
    expect(seqs(told)).toEqual([3, 9]);
    expect(told.newsFrom).toBeLessThanOrEqual(3);
    expect(told.news[0]).toMatchObject({ by: 'Bob', text: 'text 3', mention: false, arrivedAt: NOON + 5 });
  });
  test('NOTE-7 also the newest that only the facts know, or know to be deleted', () => {
    expect(seqs(tell([[message(8)]], head(9), 7))).toEqual([8, 9]);
    expect(seqs(tell([[message(8), message(9)]], head(9, { deleted: true }), 7))).toEqual([8]);
    const closed = tell([], head(9), 3);
    expect(closed.news.map(({ seq, text, mention }) => [seq, text, mention])).toEqual([[9, 'text 9', false]]);
    expect(closed.newsFrom).toBe(9);
    const called = entryOf({ kind: 'text', text: '@me', mentions: [{ by: ME, name: 'me' }] }, { mentions: [ME] });
    expect(tell([], head(9, { entry: called }), 3).news[0]?.mention).toBe(true);
    expect(tell([], head(9, { entry: undefined }), 3).news).toMatchObject([{ seq: 9, mention: undefined }]);
    expect(tell([], head(9, { by: 666 }), 3).news).toEqual([]);
  });
  test('NOTE-7 none that is quiet', () => {
    expect(seqs(tell([[message(8, { quiet: true }), message(9)]], head(9), 7))).toEqual([9]);
    const quiet = entryOf({ kind: 'text', text: 'by the way' }, { quiet: true });
    expect(tell([], head(9, { entry: quiet }), 3).news).toEqual([]);
  });
  test('NOTE-7 nothing when all is read', () => {
    expect(tell([[message(9)]], head(9), 9)).toEqual({ news: [], newsFrom: 0 });
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
