import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { ConversationRow } from '../../client/channel/conversation-view.ts';
import { textOf } from '../../client/features/conversation/text-of.ts';
import { previewOf } from '../../client/features/conversation-list/preview.ts';
import { uncountedWords, unopenedWords } from '../../client/features/message-content/unopened-words.ts';
import { announcementOf } from '../../client/features/timeline/reading/announcement.ts';
import { exportedMessage } from '../../client/replica/own-data/exported-message.ts';
import { toMessageEntry } from '../../client/replica/projections/message-entry.ts';
import { pinnedMessages } from '../../client/replica/projections/pinned-messages.ts';
import { newsOf } from '../../client/replica/projections/row-news.ts';
import type { TimelineRenderContext } from '../../client/replica/projections/timeline-render-context.ts';
import type { FactRecord } from '../../client/replica/records.ts';
import { type Body, encodeBody } from '../../shared/envelope/body.ts';
import { type Envelope, encodeEnvelope } from '../../shared/envelope/envelope.ts';
import {
  type BodySource,
  OPENING,
  type OpenBody,
  openPlain,
  type Unopened,
} from '../../shared/envelope/opened-body.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import { createChapterIndex } from '../../shared/timeline/chapter-index.ts';
import { readLatest } from '../../shared/timeline/chapter-message.ts';
import { groupAs } from '../support/chapter-writer.ts';

const ME = 1024;
const BOB = 1025;
const SEALED = 200;
const id = (n: number) => `01K0000000000000000000000${n}` as MessageId;
const WHYS: readonly Unopened[] = ['opening', 'unknown', 'failed'];

const wrap = (body: Body, alg: number, more: Partial<Envelope> = {}) =>
  encodeEnvelope({ by: BOB, device: 1, at: 1, alg, body: encodeBody(body), ...more });
const text = (words: string, alg = SEALED, more: Partial<Envelope> = {}) =>
  wrap({ kind: 'text', text: words }, alg, more);

/** Sealed ones are in this state. */
const as =
  (why: Unopened | 'open'): OpenBody =>
  (envelope) =>
    envelope.alg === 0 || why === 'open' ? openPlain({ ...envelope, alg: 0 }) : { kind: 'unopened', why };
const source = (open: OpenBody): BodySource => ({ open, renew: (_, read) => read(open) });

/** A chapter that Bob wrote. */
const chapter = (entries: Readonly<Record<string, Uint8Array>>, open: OpenBody) => {
  const doc = new Y.Doc();
  doc.clientID = BOB * 2 ** 22 + 1;
  for (const [place, value] of Object.entries(entries)) {
    const slash = place.indexOf('/');
    doc.getMap(place.slice(0, slash)).set(place.slice(slash + 1), value);
  }
  return createChapterIndex(doc, 0, () => {}, source(open));
};
const messageIn = (entries: Readonly<Record<string, Uint8Array>>, open: OpenBody, n = 1) => {
  const found = chapter(entries, open).get(id(n));
  if (found === undefined) throw new Error('no message');
  return { ...found, stamp: { seq: n, at: 1, due: undefined } };
};

const renderContext = (more: Partial<TimelineRenderContext> = {}): TimelineRenderContext => ({
  me: ME,
  person: (number) => ({ userId: `u${number}`, number, name: 'Bob' }),
  membership: groupAs('owner'),
  writable: true,
  marks: { delivered: 0, read: 0 },
  localDeliveryState: () => 'pending',
  unread: { after: 0, upTo: 0 },
  dayOf: (at) => at,
  now: 1,
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

describe.each(WHYS.map((why) => [why]))('a body that is %s', (why) => {
  const message = messageIn({ [`messages/${id(1)}`]: text('ahoy') }, as(why));

  it('BODY-2 is said so in the timeline, its copies, the announcement and the file with one’s data', () => {
    const entry = toMessageEntry(message, renderContext());
    expect(entry).toMatchObject({ body: undefined, text: undefined, unopened: why, deleted: undefined });
    expect(entry.may).toMatchObject({ edit: false, vote: false, react: true, remove: true, reply: true });
    expect(textOf([entry, entry], 1)).toContain(unopenedWords(why));
    expect(announcementOf([entry])).toBe('New message from Bob');
    expect(exportedMessage(message, () => 'Bob', ME)).toMatchObject({ unreadable: why });
  });

  it('BODY-2 is said so in a quote, a pin and the list', () => {
    const reply: Body = { kind: 'text', text: 'yes', reply: { chapter: 0, id: id(1) } };
    const answer = messageIn({ [`messages/${id(2)}`]: wrap(reply, 0) }, as(why), 2);
    const { quote } = toMessageEntry(answer, renderContext({ lookUp: () => message }));
    expect(quote).toMatchObject({ state: 'here', text: undefined, unopened: why });
    const pins = new Y.Doc().getMap<unknown>('pins');
    pins.set(`0/${id(1)}`, 5);
    const [pin] = pinnedMessages(pins, { lookUp: () => message, person: renderContext().person, isGone: () => false });
    expect(pin).toMatchObject({ text: undefined, unopened: why });
    const last = { text: undefined, unopened: why, deleted: false, by: 'Bob', own: false, at: 1, state: 'sent' };
    const row = { kind: 'direct', state: 'ready', typing: [], draft: { text: '', edit: '' }, last };
    expect(previewOf(row as unknown as ConversationRow, false).text).toBe(unopenedWords(why));
  });

  it('BODY-2 is said so in notifications; whom it mentions is not known until it is open', () => {
    const sources = {
      read: 0,
      me: ME,
      nameOf: () => 'Bob',
      isLeftOut: () => false,
      isHeadLeftOut: () => false,
      ahead: 0,
    };
    const mention = why === 'opening' ? undefined : false;
    const fact = { seq: 1 } as FactRecord;
    const open = newsOf({ ...sources, fact, latest: undefined, open: [[message]] }).news;
    expect(open).toMatchObject([{ text: undefined, unopened: why, mention }]);
    const head = { id: id(1), chapter: 0, seq: 1, by: BOB, at: 1, stampedAt: 1, entry: '', deleted: false };
    const latest = readLatest(BOB, text('ahoy'), undefined, as(why));
    const closed = newsOf({ ...sources, fact: { ...fact, head }, latest, open: [] }).news;
    expect(closed).toMatchObject([{ text: undefined, unopened: why, mention }]);
  });

  it('BODY-2 is said so among the versions, and hides what an edit replaced', () => {
    const entries = { [`messages/${id(1)}`]: text('first', 0), [`edits/${id(1)}/E1`]: text('second') };
    expect(messageIn(entries, as(why))).toMatchObject({ text: undefined, unopened: why, edited: true });
    expect(chapter(entries, as(why)).versions(id(1))).toMatchObject([
      { text: 'first' },
      { text: undefined, unopened: why },
    ]);
    expect(messageIn(entries, as('open'))).toMatchObject({ text: 'second', edited: true });
  });

  it('BODY-2 is counted apart among reactions and votes, and closes no poll', () => {
    const poll: Body = { kind: 'poll', text: 'Where?', options: ['a', 'b'], multiple: false, anonymous: false };
    const entries = {
      [`messages/${id(1)}`]: wrap(poll, 0),
      [`edits/${id(1)}/E1`]: wrap({ kind: 'poll-closed' }, SEALED),
      [`votes/${id(1)}/${BOB}`]: wrap({ kind: 'vote', choices: [1] }, SEALED),
      [`reactions/${id(1)}/${BOB}/R1`]: wrap({ kind: 'emoji', text: '👍' }, SEALED),
      [`reactions/${id(1)}/${BOB}/R2`]: wrap({ kind: 'emoji', text: '🌊' }, 0),
    };
    const entry = toMessageEntry(messageIn(entries, as(why)), renderContext());
    expect(entry).toMatchObject({ text: '📊 Where?', unopenedReactions: { count: 1, why } });
    expect(entry.poll).toMatchObject({ voters: 0, closed: false, unopened: { count: 1, why } });
    expect(entry.reactions.map(({ emoji }) => emoji)).toEqual(['🌊']);
    for (const what of ['reactions', 'votes'] as const)
      expect(uncountedWords(what, { count: 2, why })).toMatch(why === 'opening' ? /^Waiting for 2/ : /^2 .* can’t/);
    const open = toMessageEntry(messageIn(entries, as('open')), renderContext());
    expect(open.unopenedReactions).toBeUndefined();
    expect(open.poll).toMatchObject({ voters: 1, closed: true });
  });
});

describe('what is opened later', () => {
  it('BODY-1 is read anew, and nothing beside it', () => {
    let isOpen = false;
    const changes: string[][] = [];
    const doc = new Y.Doc();
    doc.clientID = BOB * 2 ** 22 + 1;
    const bodies = source((envelope) => (isOpen || envelope.alg === 0 ? openPlain({ ...envelope, alg: 0 }) : OPENING));
    const index = createChapterIndex(doc, 0, (ids) => changes.push([...ids]), bodies);
    doc.getMap('messages').set(id(1), text('one'));
    doc.getMap('messages').set(id(2), text('two', 0));
    const other = index.get(id(2));
    expect(index.messages().map((one) => one.unopened)).toEqual(['opening', undefined]);
    isOpen = true;
    index.reread([id(1)]);
    expect(index.messages().map((one) => one.text)).toEqual(['one', 'two']);
    expect(index.get(id(2))).toBe(other);
    expect(changes.at(-1)).toEqual([id(1)]);
  });

  it('TL-33 counts as a mention of whom its header names while it is being opened, and of nobody if it cannot be', () => {
    const entries = { [`messages/${id(1)}`]: text('@x', SEALED, { mentions: [ME] }) };
    expect(messageIn(entries, as('opening')).mentions).toEqual([ME]);
    for (const why of ['unknown', 'failed', 'open'] as const) expect(messageIn(entries, as(why)).mentions).toEqual([]);
    const quiet = { [`messages/${id(1)}`]: text('@x', SEALED, { quiet: true }) };
    expect(messageIn(quiet, as('opening')).mentions).toEqual([]);
  });
});
