import { createEffect, createRoot } from 'solid-js';
import { expect, test } from 'vitest';
import type { Channel, TimelineEntry, TimelineInfo, TopicMessage } from '../../client/channel/protocol.ts';
import { makeThrottle } from '../../client/features/composer/throttle.ts';
import { createTimeline } from '../../client/features/topics/create-topic.ts';
import { parseUserId } from '../../shared/ids/account.ts';
import { directIdOf } from '../../shared/ids/conversation.ts';

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

test('UI-12 a change of one entry reaches only that entry, and the others keep their identity', () => {
  createRoot((dispose) => {
    let tell: (message: TopicMessage) => void = () => undefined;
    const channel: Channel = {
      call: () => new Promise(() => undefined),
      subscribe: (_, listener) => {
        tell = listener;
        return () => undefined;
      },
    };
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

test('UI-14 a draft is saved at most once a second, and the newest text in the end', () => {
  let clock = 0;
  let due: { at: number; run: () => void } | undefined;
  const saved: string[] = [];
  const drafts = makeThrottle<string>(1_000, (text) => saved.push(`${clock}:${text}`), {
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
