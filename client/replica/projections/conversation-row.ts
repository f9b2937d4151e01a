import { mayAct } from '../../../shared/permissions/member-actions.ts';
import type { ChapterMessage, LatestMessage } from '../../../shared/timeline/chapter-message.ts';
import { shownAt } from '../../../shared/timeline/message-order.ts';
import type { ConversationRow, Draft } from '../../channel/conversation-view.ts';
import { toPerson } from '../../channel/person.ts';
import type { MessageState } from '../../channel/timeline-view.ts';
import type { Arrangement } from '../account/arrangement.ts';
import type { KnownConversation } from '../conversations/known-conversation.ts';
import type { FactRecord, RowRecord } from '../records.ts';
import { isInChapterOnly } from './latest-message.ts';
import { stateOf } from './message-entry.ts';

export interface Unread {
  readonly messages: number;
  /** Unread messages that mention the reader, or everybody. */
  readonly mentions: number;
}

export interface RowSources {
  readonly known: KnownConversation;
  readonly fact: FactRecord | undefined;
  /** The content of the latest message that the facts name. */
  readonly latest: LatestMessage | undefined;
  readonly row: RowRecord | undefined;
  /** Newest message of the chapters that are open, in timeline order; undefined: none is open or it is empty. */
  readonly newest: ChapterMessage | undefined;
  /** Unread messages as this device counts them; undefined: it does not hold all that it would need. */
  readonly counted: Unread | undefined;
  readonly news: Pick<ConversationRow, 'news' | 'newsFrom'>;
  readonly me: number;
  readonly nameOf: (number: number) => string;
  readonly localDeliveryState: (message: ChapterMessage) => MessageState;
  readonly draft: Draft;
  /** Names. */
  readonly typing: readonly string[];
  readonly notSent: number;
  readonly arrangement: Arrangement;
  /** A stranger waits for an answer. */
  readonly isRequest: boolean;
  /** Whether the person blocks an account. */
  readonly isBlocked: (number: number) => boolean;
  /** Whether the person has hidden a message from themself. */
  readonly isHidden: (messageId: string, seq: number) => boolean;
  /** Whether its deletion for everyone is still to be done. */
  readonly isRemoving: (messageId: string) => boolean;
  /** ms since 1970. */
  readonly now: number;
}

/** The message before a hidden one is only known where its chapter is open. */
const headOf = ({ fact, isBlocked, isHidden }: RowSources): FactRecord['head'] =>
  fact?.head === undefined || isHidden(fact.head.id, fact.head.seq) || isBlocked(fact.head.by) ? undefined : fact.head;

const lastOf = (sources: RowSources): ConversationRow['last'] => {
  const { known, row, newest, me, nameOf, localDeliveryState, isRemoving } = sources;
  const head = headOf(sources);
  if (newest !== undefined && (newest.stamp === undefined || newest.stamp.seq >= (head?.seq ?? 0))) {
    const own = newest.by === me;
    const isGone = newest.deletedBy !== undefined || isRemoving(newest.id);
    return {
      text: isGone ? undefined : newest.text,
      ...(isGone || newest.unopened === undefined ? {} : { unopened: newest.unopened }),
      deleted: isGone,
      by: own ? undefined : nameOf(newest.by),
      own,
      at: shownAt(newest),
      state:
        newest.stamp === undefined ? localDeliveryState(newest) : own ? stateOf(newest.stamp.seq, known.marks) : 'sent',
    };
  }
  if (row?.own !== undefined)
    return {
      text: row.own.text,
      deleted: false,
      by: undefined,
      own: true,
      at: row.own.at,
      state: known.marks.instead ?? 'saved',
    };
  if (head === undefined) return undefined;
  const own = head.by === me;
  const isGone = head.deleted || isRemoving(head.id);
  const { text, unopened } = sources.latest ?? { unopened: 'unknown' as const };
  const isElsewhere = isInChapterOnly(head);
  return {
    text: isGone ? undefined : isElsewhere ? '' : text,
    ...(isGone || isElsewhere || unopened === undefined ? {} : { unopened }),
    deleted: isGone,
    by: own ? undefined : nameOf(head.by),
    own,
    at: Math.min(head.at, head.stampedAt),
    state: own ? stateOf(head.seq, known.marks) : 'sent',
  };
};

const NO_NEWS = { news: [], newsFrom: 0 };
const NOTHING_UNREAD: Unread = { messages: 0, mentions: 0 };

/** This device may have read further than the server knows: then the server's counts are too high. */
const unreadOf = ({ known, fact, counted, isBlocked }: RowSources): Unread => {
  if (known.state === 'left') return NOTHING_UNREAD;
  if (known.kind === 'direct' && known.peer !== undefined && isBlocked(known.peer.number)) return NOTHING_UNREAD;
  if (counted !== undefined) return counted;
  if (fact === undefined || known.read >= fact.seq) return NOTHING_UNREAD;
  if (known.read <= fact.read) return { messages: fact.unread, mentions: fact.mentions };
  const messages = Math.min(fact.unread, fact.seq - known.read);
  return { messages, mentions: Math.min(fact.mentions, messages) };
};

/** A message that arrived after archiving takes a conversation out of the archive, unless it is muted. */
const comesBack = ({ archivedAt, mutedUntil }: Arrangement, unread: number, seq: number, now: number): boolean =>
  archivedAt !== undefined && unread > 0 && seq > archivedAt && mutedUntil <= now;

export const toConversationRow = (sources: RowSources): ConversationRow => {
  const { known, fact, arrangement, now } = sources;
  const { pinnedAt, archivedAt, mutedUntil, mentionsOnly, unreadAt } = arrangement;
  const { messages, mentions } = unreadOf(sources);
  const { peer } = known;
  const isLeft = known.state === 'left';
  const blocked = known.kind === 'direct' && peer !== undefined && sources.isBlocked(peer.number);
  return {
    id: known.id,
    kind: known.kind,
    title: known.title,
    peer: peer === undefined ? undefined : toPerson(peer),
    membersCount: known.members.length,
    picture: known.picture,
    request: sources.isRequest,
    blocked,
    state: known.state,
    ...(known.lost ? { lost: true as const } : {}),
    last: lastOf(sources),
    seq: known.seq,
    read: known.read,
    ...(isLeft || blocked ? NO_NEWS : sources.news),
    unread: messages,
    mentions,
    draft: sources.draft,
    notSent: sources.notSent,
    joinRequests:
      known.state === 'ready' && mayAct('answer-request', known.role, undefined, known.rights)
        ? known.requests.length
        : 0,
    typing: sources.typing,
    pinned: pinnedAt !== undefined,
    archived: archivedAt !== undefined && !comesBack(arrangement, messages, fact?.seq ?? 0, now),
    mutedUntil: mutedUntil > now ? mutedUntil : 0,
    mentionsOnly,
    // A conversation that the person has left cannot be marked as unread.
    markedUnread: !isLeft && unreadAt !== undefined && known.read <= unreadAt,
  };
};

/** When something last happened in it, for the order of the list: by arrival, not by the writer's clock. */
export const activityOf = (sources: RowSources, clearedTo = 0): number => {
  const { known, row, newest, fact } = sources;
  // What was cleared keeps the conversation in its place.
  const head = (fact?.head?.seq ?? 0) <= clearedTo ? fact?.head : headOf(sources);
  return Math.max(
    known.createdAt,
    head?.stampedAt ?? 0,
    row?.own?.at ?? 0,
    newest === undefined ? 0 : (newest.stamp?.at ?? newest.at),
  );
};
