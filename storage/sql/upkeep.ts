import type { AccountNumber } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { insertRows, readRows } from './statements.ts';

export const ADD_PENDING_EVENTS = insertRows<[string, number, string]>('pending_events', {
  id: 'text',
  conversation: 'integer',
  event: 'text',
});
export const READ_PENDING_EVENTS = readRows<
  [number, number],
  { place: number; id: string; conversation: ConversationId; event: string }
>(
  { after: 'integer', most: 'integer' },
  (input) => `select e.place, e.id, c.public_id as conversation, e.event from pending_events e
   join conversations c on c.id = e.conversation where e.place > (select input.after from ${input})
   order by e.place limit (select input.most from ${input})`,
);
export const READ_DUE = readRows<
  [number, number],
  { conversation: ConversationId; chapter: number; id: Uint8Array; author: AccountNumber }
>(
  { now: 'integer', most: 'integer' },
  (input) => `select c.public_id as conversation, d.chapter, d.id, s.author from disappearing d
   join conversations c on c.id = d.conversation
   join messages m on m.conversation = d.conversation and m.id = d.id
   join stamps s on s.conversation = d.conversation and s.seq = m.seq
   where d.due <= (select input.now from ${input}) order by d.due limit (select input.most from ${input})`,
);
