import { describe, expect, test } from 'vitest';
import { type ConversationRow, FOREVER } from '../../client/channel/conversation-view.ts';
import { MUTES, rowActions } from '../../client/features/conversation-list/arranging.ts';
import { inList, stepFrom } from '../../client/features/conversation-list/order.ts';
import { previewOf } from '../../client/features/conversation-list/preview.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { conversationRow } from '../support/conversation-row.ts';

const ids = Array.from({ length: 5 }, (_, at) => makeGroupId(at + 1, () => 0.5));
const row = (at: number, values: Partial<ConversationRow> = {}): ConversationRow =>
  conversationRow({
    id: ids[at] ?? makeGroupId(99, () => 0.5),
    title: `Group ${at}`,
    last: { text: 'the last word', deleted: false, by: 'Bob', own: false, at: 1_000, state: 'sent' },
    ...values,
  });

describe('the second line of a row', () => {
  const draft = (text: string, edit = '') => ({ text, target: undefined, edit });
  test.each<[values: Partial<ConversationRow>, lead: string | undefined, text: string]>([
    [{}, 'Bob:', 'the last word'],
    [{ kind: 'direct' }, undefined, 'the last word'],
    [{ typing: ['Bob'] }, undefined, 'Bob is typing…'],
    [{ typing: ['Bob', 'Carol'] }, undefined, 'Bob and Carol are typing…'],
    [{ typing: ['Bob', 'Carol', 'Dan'] }, undefined, 'Bob and others are typing…'],
    [{ kind: 'direct', typing: ['Bob'] }, undefined, 'typing…'],
    [{ draft: draft('half a\nthought') }, 'Draft:', 'half a thought'],
    [{ draft: draft('', 'a better word') }, 'Draft:', 'a better word'],
    [{ draft: draft('half a thought'), typing: ['Bob'] }, undefined, 'Bob is typing…'],
    [{ state: 'left', typing: ['Bob'] }, undefined, 'You’re no longer in this group'],
    [{ last: undefined }, undefined, 'No messages yet'],
    [{ last: undefined, state: 'waiting' }, undefined, 'Waiting for connection'],
  ])('LIST-2 %j', (values, lead, text) => {
    expect(previewOf(row(0, values), false)).toMatchObject({ lead, text });
  });
  test('LIST-2 the draft of the open conversation is in plain sight already', () => {
    expect(previewOf(row(0, { draft: draft('half') }), true).text).toBe('the last word');
  });
});

describe('what a row’s menu offers', () => {
  const kinds = (values: Partial<ConversationRow>) => rowActions(row(0, values), 5_000).map(({ kind }) => kind);
  test.each<[values: Partial<ConversationRow>, offered: readonly string[]]>([
    [{}, ['pin', 'mark-unread', 'mute', 'mentions-only', 'archive', 'clear', 'remove']],
    [{ kind: 'direct' }, ['pin', 'mark-unread', 'mute', 'archive', 'clear', 'remove']],
    [{ pinned: true, unread: 3 }, ['unpin', 'mark-read', 'mute', 'mentions-only', 'archive', 'clear', 'remove']],
    [{ markedUnread: true }, ['pin', 'mark-read', 'mute', 'mentions-only', 'archive', 'clear', 'remove']],
    [{ mutedUntil: 5_001 }, ['pin', 'mark-unread', 'unmute', 'mentions-only', 'archive', 'clear', 'remove']],
    [{ mutedUntil: 5_000 }, ['pin', 'mark-unread', 'mute', 'mentions-only', 'archive', 'clear', 'remove']],
    [{ archived: true }, ['pin', 'mark-unread', 'mute', 'mentions-only', 'unarchive', 'clear', 'remove']],
  ])('LIST-3 %j: %j', (values, offered) => {
    expect(kinds(values)).toEqual(offered);
  });
  test('LIST-3 one mutes for an hour, eight, a week, or for ever', () => {
    const hour = 3_600_000;
    expect(MUTES.map(({ until }) => until(1_000))).toEqual([
      1_000 + hour,
      1_000 + 8 * hour,
      1_000 + 168 * hour,
      FOREVER,
    ]);
  });
});

describe('moving in the list', () => {
  test.each<[open: number | undefined, by: 1 | -1, unread: boolean, to: number | undefined]>([
    [0, 1, false, 1],
    [0, -1, false, 3],
    [3, 1, false, 0],
    [undefined, 1, false, 0],
    [undefined, -1, false, 3],
    [0, 1, true, 2],
    [2, 1, true, 3],
    [3, 1, true, 2],
  ])('A11Y-2 from %s by %i, unread only %s: %s', (open, by, unread, to) => {
    const rows = [row(0), row(1), row(2, { unread: 2 }), row(3, { markedUnread: true })];
    expect(stepFrom(rows, open === undefined ? undefined : ids[open], by, unread)?.id).toBe(
      to === undefined ? to : ids[to],
    );
  });
  test('A11Y-2 where there is nothing else, nothing opens', () => {
    expect(stepFrom([], undefined, 1, false)).toBeUndefined();
    expect(stepFrom([row(0, { unread: 1 })], ids[0], 1, true)).toBeUndefined();
  });
  test('LIST-1 archived conversations are not among the others', () => {
    expect(inList([row(0), row(1, { archived: true })]).map(({ id }) => id)).toEqual([ids[0]]);
  });
});
