import { createRoot } from 'solid-js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createNotices, type Notices } from '../../client/app/create-notices.ts';
import type { MessageEntry, TimelineEntry } from '../../client/channel/timeline-view.ts';
import { textOf } from '../../client/features/conversation/text-of.ts';
import { createSelection } from '../../client/features/timeline/menu/create-selection.ts';
import type { MessageActions } from '../../client/features/timeline/menu/message-actions.ts';
import { messageItems, splitItems } from '../../client/features/timeline/menu/message-items.ts';
import { timeLeft } from '../../client/features/timeline/row/time-left.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';

const NOW = new Date('2026-11-21T14:00:00').getTime();
const NONE = { edit: false, remove: false, react: false, pin: false, reply: false, vote: false, closePoll: false };

const entry = (seq: number, values: Partial<MessageEntry> = {}): MessageEntry => {
  const messageId = makeMessageId(seq, () => 0.5);
  return {
    kind: 'message',
    key: messageId,
    messageId,
    chapter: 0,
    seq,
    by: 1_024,
    author: 'Bob',
    own: false,
    body: { kind: 'text', text: `text ${seq}` },
    text: `text ${seq}`,
    quote: undefined,
    poll: undefined,
    mentionsMe: false,
    starred: false,
    pinned: false,
    replies: undefined,
    removingAt: undefined,
    due: undefined,
    deleted: undefined,
    at: NOW,
    arrivedAt: undefined,
    state: 'sent',
    edited: false,
    reactions: [],
    first: true,
    last: true,
    may: NONE,
    ...values,
  };
};

describe('the menu', () => {
  const stop = (): never => {
    throw new Error('not to be called');
  };
  const actions: MessageActions = {
    openMenu: stop,
    openReactions: stop,
    openReactors: stop,
    react: stop,
    reply: stop,
    edit: stop,
    copyText: stop,
    copyLink: stop,
    forward: stop,
    report: stop,
    star: stop,
    pin: stop,
    details: stop,
    closePoll: stop,
    hide: stop,
    remove: stop,
    undoRemove: stop,
    openThread: stop,
    openPlace: stop,
    selection: { on: () => false, has: () => false, entries: () => [], start: stop, toggle: stop, stop },
  };
  // Only handed on.
  const anchor = Object.create(null);
  const labels = (of: MessageEntry) => messageItems(of, actions, anchor).map(({ label }) => label);
  const ALWAYS = ['Copy text', 'Forward', 'Copy link', 'Select', 'Star', 'Info', 'Delete for me'];

  test('ACT-1 offers no more than one may', () => {
    expect(labels(entry(1))).toEqual(ALWAYS);
    const all = { ...NONE, edit: true, remove: true, react: true, pin: true, reply: true };
    expect(labels(entry(1, { may: all }))).toEqual([
      'Reply',
      'Edit',
      'Copy text',
      'Forward',
      'Copy link',
      'Select',
      'Star',
      'Pin',
      'Info',
      'Delete for me',
      'Delete for everyone',
    ]);
  });
  test('ACT-1 offers what fits the message', () => {
    expect(labels(entry(1, { text: undefined, body: undefined }))).toEqual([
      'Copy link',
      'Select',
      'Info',
      'Delete for me',
    ]);
    // No address until it has its place for good.
    expect(labels(entry(0))).not.toContain('Copy link');
    expect(labels(entry(1, { replies: { count: 2, unread: 0 } }))).toContain('Open thread');
    expect(labels(entry(1, { starred: true }))).toContain('Remove star');
    const poll: MessageEntry['body'] = {
      kind: 'poll',
      text: 'When?',
      options: ['a', 'b'],
      multiple: false,
      anonymous: false,
    };
    const asked = labels(entry(1, { body: poll, may: { ...NONE, edit: true, closePoll: true } }));
    expect(asked).toContain('Close poll');
    expect(asked).not.toContain('Edit');
    expect(labels(entry(1, { removingAt: NOW }))).toEqual(['Undo']);
  });
});

describe('the usual actions', () => {
  const both = (of: MessageEntry) => {
    const items = messageItems(of, {} as MessageActions, Object.create(null));
    const { usual, others } = splitItems(items);
    return { usual: usual.map(({ label }) => label), others: others.map(({ label }) => label), all: items.length };
  };
  const all = { ...NONE, edit: true, remove: true, react: true, pin: true, reply: true };

  test('ACT-14 the five usual actions come first, the others are under More', () => {
    const own = both(entry(1, { own: true, may: all }));
    expect(own.usual).toEqual(['Reply', 'Edit', 'Copy text', 'Forward', 'Delete for everyone']);
    expect(own.others).toEqual(['Copy link', 'Select', 'Star', 'Pin', 'Info', 'Delete for me']);
    const theirs = both(entry(1, { may: { ...all, edit: false } }));
    expect(theirs.usual).toEqual(['Reply', 'Copy text', 'Forward', 'Star', 'Select']);
    expect(theirs.others).toContain('Delete for everyone');
    expect(theirs.usual.length + theirs.others.length).toBe(theirs.all);
  });
  test('ACT-14 a menu of few actions has no More', () => {
    expect(both(entry(1, { removingAt: NOW }))).toEqual({ usual: ['Undo'], others: [], all: 1 });
  });
});

describe('choosing several', () => {
  const day: TimelineEntry = { kind: 'day', key: 'day', at: NOW };
  const gone = entry(3, { deleted: { by: 'Bob' }, text: undefined });
  const rows = [entry(1), entry(2), day, gone, entry(4), entry(5)];
  const message = (at: number): MessageEntry => {
    const found = rows[at];
    if (found?.kind !== 'message') throw new Error(`no message at ${at}`);
    return found;
  };
  const within = (act: (selection: ReturnType<typeof createSelection>) => void): void =>
    createRoot((dispose) => {
      act(createSelection({ entries: rows }));
      dispose();
    });
  const seqs = (selection: ReturnType<typeof createSelection>) => selection.entries().map(({ seq }) => seq);

  test('ACT-7 keeps the order of the timeline, whatever the order of choosing', () => {
    within((selection) => {
      expect(selection.on()).toBe(false);
      selection.start(message(5));
      selection.toggle(message(0), false);
      selection.toggle(message(4), false);
      expect(seqs(selection)).toEqual([1, 4, 5]);
      selection.toggle(message(4), false);
      expect(seqs(selection)).toEqual([1, 5]);
      selection.stop();
      expect(selection.on()).toBe(false);
    });
  });
  test('ACT-7 a range goes from the one chosen last, both ways, and leaves out what cannot be chosen', () => {
    within((selection) => {
      selection.start(message(4));
      selection.toggle(message(0), true);
      expect(seqs(selection)).toEqual([1, 2, 4]);
      selection.toggle(message(5), true);
      expect(seqs(selection)).toEqual([1, 2, 4, 5]);
    });
  });
  test('ACT-7 one message is copied as its text, several with author and time', () => {
    expect(textOf([entry(1)], NOW)).toBe('text 1');
    // By the 12- or 24-hour clock of the machine.
    expect(textOf([entry(1), entry(2, { own: true })], NOW)).toMatch(
      /^Bob, Today (?:14:00|2:00\sPM):\ntext 1\n\nYou, Today (?:14:00|2:00\sPM):\ntext 2$/,
    );
  });
});

describe('sentences at the foot', () => {
  let notices: Notices;
  let dispose = (): void => undefined;
  const texts = () => notices.shown().map(({ text }) => text);
  beforeEach(() => {
    vi.useFakeTimers({ now: NOW });
    createRoot((end) => {
      dispose = end;
      notices = createNotices();
    });
  });
  afterEach(() => {
    dispose();
    vi.useRealTimers();
  });
  const undo = (until?: number) => ({
    label: 'Undo',
    act: () => undefined,
    ...(until === undefined ? {} : { until }),
  });

  test('ACT-13 go after some seconds, and what they offer goes when it can no longer be done', () => {
    notices.say('copied');
    notices.say('deleted', undo(NOW + 5_000));
    notices.say('hidden', undo());
    expect(texts()).toEqual(['copied', 'deleted', 'hidden']);
    vi.advanceTimersByTime(5_100);
    expect(texts()).toEqual(['copied', 'hidden']);
    vi.advanceTimersByTime(1_100);
    expect(texts()).toEqual(['hidden']);
    vi.advanceTimersByTime(2_100);
    expect(texts()).toEqual([]);
  });
  test('ACT-13 stay while somebody is at them, except for what is too late', () => {
    notices.say('deleted', undo(NOW + 5_000));
    notices.say('hidden', undo());
    notices.hold(true);
    vi.advanceTimersByTime(20_000);
    expect(texts()).toEqual(['hidden']);
    notices.hold(false);
    vi.advanceTimersByTime(300);
    expect(texts()).toEqual([]);
  });
  test('ACT-13 are never more than three', () => {
    for (let i = 1; i <= 5; i++) notices.say(`sentence ${i}`);
    expect(texts()).toEqual(['sentence 3', 'sentence 4', 'sentence 5']);
  });
});

test.each([
  [7 * 86_400_000, '7 days left'],
  [7 * 86_400_000 + 59_000, '7 days left'],
  [25 * 3_600_000, '2 days left'],
  [23 * 3_600_000, '23 hours left'],
  [90 * 60_000, '2 hours left'],
  [30 * 60_000, '29 minutes left'],
  [0, '1 minute left'],
])('ACT-12 what goes in %i ms says %s', (left, words) => {
  expect(timeLeft(NOW + left, NOW)).toBe(words);
});
