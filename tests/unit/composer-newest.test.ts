import { createRoot, createSignal } from 'solid-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Channel } from '../../client/channel/protocol.ts';
import type { MessageEntry, TimelineEntry } from '../../client/channel/timeline-view.ts';
import { createComposer } from '../../client/features/composer/create-composer.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';

const entry = (key: string, own: boolean, fields: Partial<MessageEntry> = {}): MessageEntry =>
  ({
    kind: 'message',
    key,
    messageId: key,
    chapter: 0,
    own,
    state: 'sent',
    body: { kind: 'text', text: key },
    deleted: undefined,
    may: { edit: own, remove: own },
    ...fields,
  }) as MessageEntry;

const disposers: (() => void)[] = [];
beforeEach(() => {
  vi.stubGlobal('document', new EventTarget());
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined, removeItem: () => undefined });
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
});
afterEach(async () => {
  for (const dispose of disposers.splice(0)) dispose();
  // What the composer keeps when it goes is kept a moment later.
  await new Promise((resolve) => setImmediate(resolve));
  vi.unstubAllGlobals();
});

const bench = (first: readonly TimelineEntry[], newest?: readonly TimelineEntry[]) =>
  createRoot((dispose) => {
    disposers.push(dispose);
    const [entries, setEntries] = createSignal(first);
    const shown: string[] = [];
    const composer = createComposer({
      channel: { call: () => Promise.resolve({ ok: true }), subscribe: () => () => undefined } as unknown as Channel,
      conversationId: 'd-x' as ConversationId,
      draft: () => undefined,
      view: () => undefined,
      entries,
      userId: 'a',
      save: () => Promise.resolve(true),
      onFailed: () => undefined,
      onShow: ({ key }) => shown.push(key),
      onDiscarded: () => undefined,
      onBroken: () => undefined,
      remove: () => undefined,
      ...(newest === undefined ? {} : { toNewest: () => Promise.resolve(setEntries(newest)) }),
    });
    return { composer, shown, setEntries };
  });

test('CMP-14 scrolled far back, the newest message is loaded, shown and edited, never an old one', async () => {
  const { composer, shown } = bench([entry('old', true)], [entry('newest', true), entry('answer', false)]);
  await composer.editNewest();
  expect(composer.target()?.messageId).toBe('newest');
  expect(composer.text()).toBe('newest');
  expect(shown).toEqual(['newest']);
});

test('CMP-14 where the newest message cannot be edited, nothing is', async () => {
  const poll = entry('poll', true, {
    body: { kind: 'poll', text: '?', options: [], multiple: false, anonymous: false },
  });
  for (const last of [poll, entry('late', true, { may: { edit: false } as MessageEntry['may'] })]) {
    const { composer } = bench([entry('old', true), last]);
    await composer.editNewest();
    expect(composer.target()).toBeUndefined();
  }
});

test('CMP-14 a message on its way to the replica is edited once it is there, unless something else was begun', async () => {
  const echo = entry('sent just now', true, { state: 'pending', may: { edit: false } as MessageEntry['may'] });
  const old = entry('old', true);
  const { composer, setEntries } = bench([old, echo]);
  await composer.editNewest();
  expect(composer.target()).toBeUndefined();
  setEntries([old, entry('sent just now', true)]);
  expect(composer.target()?.messageId).toBe('sent just now');

  const other = bench([old, echo]);
  await other.composer.editNewest();
  other.composer.setText('and');
  other.setEntries([old, entry('sent just now', true)]);
  expect(other.composer.target()).toBeUndefined();
});

test('CMP-14 a begun text or reply is left alone', async () => {
  const { composer } = bench([entry('old', true), entry('theirs', false)]);
  composer.setText('begun');
  await composer.editNewest();
  expect(composer.target()).toBeUndefined();
  composer.setText('');
  composer.startReply(entry('theirs', false));
  await composer.editNewest();
  expect(composer.target()?.kind).toBe('reply');
});
