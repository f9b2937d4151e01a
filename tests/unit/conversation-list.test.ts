import { createEffect, createRoot } from 'solid-js';
import { expect, test } from 'vitest';
import type { ConversationRow } from '../../client/channel/conversation-view.ts';
import type { FromReplica, TopicMessage } from '../../client/channel/protocol.ts';
import { createConversationList } from '../../client/features/topics/create-conversation-list.ts';
import { createTopics } from '../../client/replica/topics.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { conversationRow } from '../support/conversation-row.ts';

const row = (title: string): ConversationRow => conversationRow({ id: makeGroupId(1, Math.random), title });

test('TL-30 a tab gets the list whole, then the rows that changed, and redraws only those', async () => {
  let rows: readonly ConversationRow[] = [row('a'), row('b'), row('c')];
  const sent: TopicMessage[] = [];
  let hear: (message: TopicMessage) => void = () => undefined;
  const topics = createTopics(
    {
      isWithheld: () => false,
      value: () => undefined,
      rows: () => rows,
      timeline: () => undefined,
      leaveTimeline: () => undefined,
      leave: () => undefined,
    },
    (message: FromReplica) => {
      if (message.type !== 'topic') return;
      // As over the channel: nothing is shared.
      const copy = structuredClone(message.message);
      sent.push(copy);
      hear(copy);
    },
  );
  const drawn: string[] = [];
  const [list, dispose] = createRoot((end) => [
    createConversationList({
      call: () => new Promise(() => undefined),
      subscribe: (_, listener) => {
        hear = listener;
        return () => undefined;
      },
    }),
    end,
  ]);
  const change = (next: readonly ConversationRow[]): void => {
    rows = next;
    sent.length = 0;
    topics.changed('conversations');
    topics.flush();
  };
  const titles = (): string => (list() ?? []).map(({ title }) => title).join('');

  topics.changed('conversations');
  topics.subscribe('tab', 'conversations');
  expect(sent.map(({ type }) => type)).toEqual(['value']);
  expect(titles()).toBe('abc');
  const stop = createRoot((end) => {
    for (const one of list() ?? []) createEffect(() => drawn.push(`${one.title}${one.unread}`));
    return end;
  });
  await Promise.resolve();
  drawn.length = 0;

  // Looked at again, and nothing is different.
  change([...rows]);
  expect(sent).toEqual([]);

  const [a, b, c] = rows;
  if (a === undefined || b === undefined || c === undefined) throw new Error('three rows were made');
  const [, second] = list() ?? [];
  change([a, { ...b, unread: 1 }, c]);
  expect(sent).toMatchObject([{ type: 'rows', rows: [{ title: 'b', unread: 1 }], order: undefined }]);
  expect(drawn).toEqual(['b1']);
  expect(list()?.[1]).toBe(second);

  // One moves up, one comes, one goes.
  const d = row('d');
  const [, changed] = rows;
  if (changed === undefined) throw new Error('it is still there');
  change([changed, d, a]);
  expect(sent).toMatchObject([{ rows: [{ title: 'd' }], order: [b.id, d.id, a.id] }]);
  expect(titles()).toBe('bda');
  expect(list()?.[0]).toBe(second);

  // Another account: whole again.
  rows = [row('x')];
  topics.changedAll();
  topics.flush();
  expect(titles()).toBe('x');
  stop();
  dispose();
});
