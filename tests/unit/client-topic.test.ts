import { createEffect, createRoot } from 'solid-js';
import { unwrap } from 'solid-js/store';
import { expect, test } from 'vitest';
import type { Commands } from '../../client/channel/commands.ts';
import type { Channel, TopicMessage } from '../../client/channel/protocol.ts';
import type { MessageEntry, TimelineEntry, TimelineInfo } from '../../client/channel/timeline-view.ts';
import { makeThrottle } from '../../client/features/composer/draft/throttle.ts';
import { createThread } from '../../client/features/topics/create-thread.ts';
import { createTimeline } from '../../client/features/topics/create-topic.ts';
import { echoEntry } from '../../client/features/topics/echo-entry.ts';
import { echoSends } from '../../client/features/topics/echo-sends.ts';
import { parseUserId } from '../../shared/ids/account.ts';
import { directIdOf } from '../../shared/ids/conversation.ts';
import { type MessageId, makeMessageId } from '../../shared/ids/ulid.ts';

const USER = parseUserId('a');
if (USER === undefined) throw new Error('a is a user id');
const ID = directIdOf(USER, USER);
const INFO: TimelineInfo = {
  hasOlder: false,
  loadingOlder: false,
  hasNewer: false,
  loadingNewer: false,
  olderUnavailable: false,
  ready: true,
  newestSeq: 0,
};
const day = (key: string, at = 0): TimelineEntry => ({ kind: 'day', key, at });

/** A channel whose replica is the test: it tells topics, and answers the latest command. */
const handDriven = () => {
  const listeners = new Map<string, (message: TopicMessage) => void>();
  let resolveLatest: (result: { ok: false; error: 'too-long' }) => void = () => undefined;
  const channel: Channel = {
    call: () =>
      new Promise((resolve) => {
        resolveLatest = resolve;
      }),
    subscribe: (topic, listener) => {
      listeners.set(topic, listener);
      return () => undefined;
    },
  };
  return {
    channel,
    tell: (message: TopicMessage) => listeners.get(message.topic)?.(message),
    answer: (result: { ok: false; error: 'too-long' }) => resolveLatest(result),
  };
};

test('UI-12 a change of one entry reaches only that entry, and the others keep their identity', () => {
  createRoot((dispose) => {
    const { channel, tell } = handDriven();
    const timeline = createTimeline(channel, ID);
    const change = (at: number, remove: number, insert: readonly TimelineEntry[], whole = false) =>
      tell({ type: 'timeline', topic: `timeline/${ID}`, splice: { at, remove, insert }, info: INFO, whole });
    const keys = () => timeline.entries.map((entry) => entry.key).join('');

    change(0, 0, [day('c'), day('d'), day('e')], true);
    const [c, d] = timeline.entries;
    change(1, 1, [day('d', 7)]);
    expect(timeline.entries[1]).toBe(d);
    expect(d?.kind === 'day' && d.at).toBe(7);

    change(0, 0, [day('a'), day('b')]);
    expect(keys()).toBe('abcde');
    expect(timeline.entries[2]).toBe(c);

    change(5, 0, [day('f')]);
    // A late one moves d; d stays the same row.
    change(2, 2, [day('d', 8), day('c')]);
    expect(keys()).toBe('abdcef');
    expect(timeline.entries[2]).toBe(d);
    expect(d?.kind === 'day' && d.at).toBe(8);

    // A new replica says the whole again: what is on screen stays.
    change(0, 0, [day('c'), day('d', 9)], true);
    expect(keys()).toBe('cd');
    expect(timeline.entries[0]).toBe(c);
    expect(timeline.entries[1]).toBe(d);
    dispose();
  });
});

test('UI-12 effects of other entries do not run when one entry changes', async () => {
  let tell: (message: TopicMessage) => void = () => undefined;
  const ran: string[] = [];
  const dispose = createRoot((end) => {
    const timeline = createTimeline(
      {
        call: () => new Promise(() => undefined),
        subscribe: (_, listener) => {
          tell = listener;
          return () => undefined;
        },
      },
      ID,
    );
    tell({
      type: 'timeline',
      topic: `timeline/${ID}`,
      splice: { at: 0, remove: 0, insert: [day('a'), day('b')] },
      info: INFO,
      whole: true,
    });
    for (const entry of [...timeline.entries])
      createEffect(() => ran.push(`${entry.key}${entry.kind === 'day' ? entry.at : ''}`));
    return end;
  });
  await Promise.resolve();
  tell({
    type: 'timeline',
    topic: `timeline/${ID}`,
    splice: { at: 1, remove: 1, insert: [day('b', 5)] },
    info: INFO,
    whole: false,
  });
  expect(ran).toEqual(['a0', 'b0', 'b5']);
  dispose();
});

test('UI-24 a message just sent stands at the end at once, and is the same row when the replica tells of it', async () => {
  const { channel, tell, answer } = handDriven();
  const [timeline, dispose] = createRoot((end) => [createTimeline(channel, ID), end]);
  const splice = (at: number, insert: readonly TimelineEntry[], info = INFO, whole = false) =>
    tell({ type: 'timeline', topic: `timeline/${ID}`, splice: { at, remove: 0, insert }, info, whole });
  const keys = () => timeline.entries.map(({ key }) => key);
  const sends = echoSends(channel, ID, () => ({ userId: 'a', number: 1_024, name: 'Alice' }), [timeline]);
  const messageId = makeMessageId(1, Math.random);
  const send = (body: Commands['send']['in']['body']) => sends.call('send', { conversationId: ID, messageId, body });

  splice(0, [day('a')], INFO, true);
  void send({ kind: 'text', text: 'here' });
  expect(keys()).toEqual(['a', messageId]);
  const row = timeline.entries[1];
  expect(row).toMatchObject({ state: 'pending', text: 'here', own: true, may: { edit: false } });
  // Something of others comes first; then the message itself.
  splice(1, [day('b')]);
  expect(keys()).toEqual(['a', 'b', messageId]);
  if (row?.kind === 'message') splice(2, [{ ...row, state: 'saved' }]);
  expect(keys()).toEqual(['a', 'b', messageId]);
  expect(timeline.entries[2]).toBe(row);
  expect(row).toMatchObject({ state: 'saved' });
  answer({ ok: false, error: 'too-long' });
  await Promise.resolve();
  expect(keys()).toEqual(['a', 'b', messageId]);

  // One that is refused goes again; one that is sent from elsewhere in the history is not echoed.
  tell({
    type: 'timeline',
    topic: `timeline/${ID}`,
    splice: { at: 2, remove: 1, insert: [] },
    info: INFO,
    whole: false,
  });
  const refused = send({ kind: 'text', text: 'here' });
  expect(keys()).toEqual(['a', 'b', messageId]);
  answer({ ok: false, error: 'too-long' });
  await refused;
  expect(keys()).toEqual(['a', 'b']);
  const poll = { kind: 'poll', text: 'When?', options: ['now', 'later'], multiple: false, anonymous: true } as const;
  const asked = send({ ...poll, options: [...poll.options] });
  expect(timeline.entries.at(-1)).toMatchObject({ text: '📊 When?', body: poll, quote: undefined });
  answer({ ok: false, error: 'too-long' });
  await asked;
  splice(2, [], { ...INFO, hasNewer: true });
  void send({ kind: 'text', text: 'here' });
  expect(keys()).toEqual(['a', 'b']);
  dispose();
});

test('UI-24 what changes in one of several messages just sent changes in that one only', () => {
  let tell: (message: TopicMessage) => void = () => undefined;
  const channel: Channel = {
    call: () => new Promise(() => undefined),
    subscribe: (_, listener) => {
      tell = listener;
      return () => undefined;
    },
  };
  const [timeline, dispose] = createRoot((end) => [createTimeline(channel, ID), end]);
  const topic = `timeline/${ID}` as const;
  const splice = (at: number, remove: number, insert: readonly TimelineEntry[]) =>
    tell({
      type: 'timeline',
      topic,
      splice: { at, remove, insert: structuredClone(insert) },
      info: INFO,
      whole: false,
    });
  tell({ type: 'timeline', topic, splice: { at: 0, remove: 0, insert: [] }, info: INFO, whole: true });
  const sends = echoSends(channel, ID, () => ({ userId: 'a', number: 1_024, name: 'Alice' }), [timeline]);
  const sent = ['first', 'second'].map((text): MessageEntry => {
    void sends.call('send', {
      conversationId: ID,
      messageId: makeMessageId(1, Math.random),
      body: { kind: 'text', text },
    });
    const entry = timeline.entries.at(-1);
    if (entry?.kind !== 'message') throw new Error('It is not shown.');
    return structuredClone(unwrap(entry));
  });
  const offered = () => timeline.entries.map((entry) => entry.kind === 'message' && entry.may.edit);
  const may = { edit: true, remove: true, react: true, pin: true, reply: true, vote: false, closePoll: false };
  splice(
    0,
    0,
    sent.map((entry): MessageEntry => ({ ...entry, state: 'sent', may: { ...may } })),
  );
  expect(offered()).toEqual([true, true]);
  const [first] = sent;
  if (first !== undefined) splice(0, 1, [{ ...first, deleted: { by: undefined } }]);
  expect(offered()).toEqual([false, true]);
  dispose();
});

test('UI-12 the state of one timeline is not mistaken for the next one’s', () => {
  const channel: Channel = {
    call: () => new Promise(() => undefined),
    subscribe: (_, listener) => {
      listener({
        type: 'timeline',
        topic: `timeline/${ID}`,
        splice: { at: 0, remove: 0, insert: [] },
        info: INFO,
        whole: true,
      });
      return () => undefined;
    },
  };
  const silent: Channel = { ...channel, subscribe: () => () => undefined };
  createRoot((dispose) => {
    expect(createTimeline(channel, ID).info.ready).toBe(true);
    expect(createTimeline(silent, ID).info.ready).toBe(false);
    dispose();
  });
});

test('UI-24 an answer stands with its quote in the timeline and in the open thread at once', async () => {
  const { channel, tell, answer } = handDriven();
  const [root, first, second] = [1, 2, 3].map((at) => makeMessageId(at, Math.random));
  if (root === undefined || first === undefined || second === undefined) throw new Error('three ids were made');
  const me = { userId: 'a', number: 1_024, name: 'Alice' };
  const message = (messageId: MessageId, text: string) =>
    echoEntry({ conversationId: ID, messageId, body: { kind: 'text', text } }, me, 1, undefined, () => undefined);
  const topic = `thread/${ID}/4/${root}` as const;
  const [timeline, thread, dispose] = createRoot((end) => [
    createTimeline(channel, ID),
    createThread(channel, ID, { chapter: 4, messageId: root }),
    end,
  ]);
  const sends = echoSends(channel, ID, () => me, [timeline, thread]);
  const send = (messageId: MessageId, to: string) =>
    sends.call('send', {
      conversationId: ID,
      messageId,
      body: { kind: 'text', text: 'yes', reply: { chapter: 4, id: to } },
    });
  const say = (replies: readonly MessageEntry[]) =>
    tell({
      type: 'value',
      topic,
      value: { root: message(root, 'shall we?'), replies, complete: true, draft: '' },
    });
  const inThread = () => thread.view.replies.map(({ key }) => key);
  tell({
    type: 'timeline',
    topic: `timeline/${ID}`,
    splice: { at: 0, remove: 0, insert: [{ ...message(root, 'shall we?'), chapter: 4 }] },
    info: INFO,
    whole: true,
  });
  say([]);

  const refused = send(first, root);
  for (const shown of [timeline.entries.at(-1), thread.view.replies.at(-1)])
    expect(shown).toMatchObject({
      key: first,
      state: 'pending',
      quote: { chapter: 4, messageId: root, state: 'here', author: 'Alice', text: 'shall we?' },
    });
  // Something else of the thread changes meanwhile.
  say([]);
  expect(inThread()).toEqual([first]);
  answer({ ok: false, error: 'too-long' });
  await refused;
  expect(inThread()).toEqual([]);

  void send(first, root);
  const row = thread.view.replies[0];
  say([{ ...message(first, 'yes'), state: 'saved' }]);
  expect(thread.view.replies[0]).toBe(row);
  expect(row).toMatchObject({ state: 'saved' });
  // An answer to an answer belongs to it; an answer to something else does not.
  void send(second, first);
  expect(inThread()).toEqual([first, second]);
  void send(makeMessageId(4, Math.random), makeMessageId(5, Math.random));
  expect(inThread()).toEqual([first, second]);
  expect(timeline.entries.at(-1)).toMatchObject({ quote: { state: 'elsewhere', text: undefined } });
  dispose();
});

test('UI-14 a draft is saved at most once a second, and the newest text in the end', () => {
  let clock = 0;
  let due: { at: number; run: () => void } | undefined;
  const saved: string[] = [];
  const drafts = makeThrottle<string, number>(1_000, (text) => saved.push(`${clock}:${text}`), {
    set: (run, ms) => {
      due = { at: clock + ms, run };
      return 1;
    },
    clear: () => {
      due = undefined;
    },
  });
  const until = (time: number): void => {
    while (due !== undefined && due.at <= time) {
      clock = due.at;
      const { run } = due;
      due = undefined;
      run();
    }
    clock = time;
  };
  for (let at = 0; at < 2_500; at += 100) {
    until(at);
    drafts.push(`text ${at}`);
  }
  drafts.flush();
  until(10_000);
  expect(saved).toEqual(['1000:text 900', '2000:text 1900', '2400:text 2400']);
  drafts.push('gone');
  drafts.drop();
  until(20_000);
  expect(saved).toHaveLength(3);
});
