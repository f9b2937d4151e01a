import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { shownAt } from '../../../shared/timeline/message-order.ts';
import type { ConversationRow, MessageState } from '../../channel/protocol.ts';
import type { KnownConversation } from '../directory.ts';
import type { FactRecord, RowRecord } from '../records.ts';
import { stateOf } from './message-entry.ts';

export interface RowSources {
  readonly known: KnownConversation;
  readonly fact: FactRecord | undefined;
  readonly row: RowRecord | undefined;
  /** Newest message of the chapters that are open, in timeline order; undefined: none is open or it is empty. */
  readonly newest: ChapterMessage | undefined;
  /** Unread messages as this device counts them itself; undefined: it does not hold all it would need. */
  readonly counted: number | undefined;
  readonly me: number;
  readonly nameOf: (number: number) => string;
  readonly here: (message: ChapterMessage) => MessageState;
  readonly draft: string;
  readonly typing: boolean;
}

const lastOf = ({ known, fact, row, newest, me, nameOf, here }: RowSources): ConversationRow['last'] => {
  const head = fact?.head;
  if (newest !== undefined && (newest.stamp === undefined || newest.stamp.seq >= (head?.seq ?? 0))) {
    const own = newest.by === me;
    return {
      text: newest.text,
      deleted: newest.deletedBy !== undefined,
      by: own ? undefined : nameOf(newest.by),
      own,
      at: shownAt(newest),
      state: newest.stamp === undefined ? here(newest) : own ? stateOf(newest.stamp.seq, known.marks) : 'sent',
    };
  }
  if (row?.own !== undefined)
    return { text: row.own.text, deleted: false, by: undefined, own: true, at: row.own.at, state: 'saved' };
  if (head === undefined) return undefined;
  const own = head.by === me;
  return {
    text: head.deleted ? undefined : head.text,
    deleted: head.deleted,
    by: own ? undefined : nameOf(head.by),
    own,
    at: Math.min(head.at, head.stampedAt),
    state: own ? stateOf(head.seq, known.marks) : 'sent',
  };
};

/** What was read here may be further than the server knows: then its count is too high. */
const unreadOf = ({ known, fact, counted }: RowSources): number => {
  if (counted !== undefined) return counted;
  if (fact === undefined || known.read >= fact.seq) return 0;
  return known.read > fact.read ? Math.min(fact.unread, fact.seq - known.read) : fact.unread;
};

export const toConversationRow = (sources: RowSources): ConversationRow => {
  const { known, draft, typing } = sources;
  return {
    id: known.id,
    kind: known.kind,
    title: known.title,
    peer: known.peer,
    membersCount: known.members.length,
    state: known.state,
    last: lastOf(sources),
    unread: known.state === 'left' ? 0 : unreadOf(sources),
    mentions: 0,
    draft: { text: draft, target: undefined, edit: '' },
    typing: typing ? [''] : [],
    pinned: false,
    archived: false,
    mutedUntil: 0,
    mentionsOnly: false,
    markedUnread: false,
  };
};

/** When something last happened in it, for the order of the list: arrival, not the writer's clock. */
export const activityOf = ({ known, fact, row, newest }: RowSources): number =>
  Math.max(
    known.createdAt,
    fact?.head?.stampedAt ?? 0,
    row?.own?.at ?? 0,
    newest === undefined ? 0 : (newest.stamp?.at ?? newest.at),
  );
