import { conversationDocument } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { DEFAULT_RIGHTS } from '../../../shared/permissions/group-rights.ts';
import type { Membership } from '../../../shared/permissions/membership.ts';
import { type ChapterEvent, compareEvents } from '../../../shared/timeline/chapter-event.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { membershipOf } from '../conversations/known-conversation.ts';
import type { Directory } from '../directory.ts';
import type { Pool } from '../documents/pool.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { Clock } from '../ports.ts';
import type { ChapterShelf } from './chapter-shelf.ts';
import { countReplies } from './reply-counts.ts';
import type { LookUp, TimelineRenderContext } from './timeline-render-context.ts';

export interface SituationDeps {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly pool: Pool;
  readonly me: number;
  readonly dayOf: (at: number) => number;
  readonly localDeliveryState: (
    live: ReplicaDocument,
    message: ChapterMessage,
  ) => 'pending' | 'saved' | 'not-saved' | 'not-sent';
  /** Messages that stand in no chapter yet, with their delivery state. */
  readonly pending: (id: ConversationId) => readonly ChapterMessage[];
  readonly pendingDeliveryState: (messageId: MessageId) => 'pending' | 'saved' | 'not-saved';
  readonly isStarred: (id: ConversationId, message: ChapterMessage) => boolean;
  /** Deleted for oneself. */
  readonly isHidden: (id: ConversationId, message: ChapterMessage) => boolean;
  readonly isBlocked: (number: number) => boolean;
  /** The seq up to which the person has cleared a conversation; 0: nothing. */
  readonly clearedTo: (id: ConversationId) => number;
  /** When its deletion, which can still be undone, will happen. */
  readonly removingAt: (id: ConversationId, message: ChapterMessage) => number | undefined;
}

const STRANGER: Membership = { kind: 'direct', role: 'member', rights: DEFAULT_RIGHTS };

type OpenChapters = Pick<ChapterShelf, 'get' | 'open'>;

/** Finds messages in the open chapters; `want` is called with every chapter that something points to. */
export const lookUpIn =
  (
    { directory, me }: Pick<SituationDeps, 'directory' | 'me'>,
    conversationId: ConversationId,
    shelf: OpenChapters,
    want: (chapter: number) => void,
  ): LookUp =>
  ({ chapter, id }) => {
    want(chapter);
    const live = shelf.get(chapter);
    let lost: ChapterMessage | undefined;
    // It may have moved to another chapter before it was sent, or when it was brought back to a restored server.
    for (const place of [live, ...shelf.open().values()]) {
      const message = place?.index?.get(id as MessageId);
      if (message === undefined || (message.stamp === undefined && message.by !== me)) continue;
      if (message.lost !== true) return message;
      lost ??= message;
    }
    if (lost !== undefined) return lost;
    if (directory.isBeyondNewest(conversationId, chapter)) return 'deleted';
    return live !== undefined && live.record.synced >= directory.versionOf(live.name) ? 'deleted' : undefined;
  };

/** Events between two seqs, in order; `to` undefined: no upper bound. */
export const eventsBetween = (shelf: OpenChapters, from: number, to: number | undefined): readonly ChapterEvent[] => {
  const events: ChapterEvent[] = [];
  for (const live of shelf.open().values())
    for (const event of live.index?.events() ?? [])
      if (event.seq >= from && (to === undefined || event.seq <= to)) events.push(event);
  return events.sort(compareEvents);
};

/** What the rows of a timeline need beside its messages. */
export const renderContextOf = (
  deps: SituationDeps,
  id: ConversationId,
  shelf: OpenChapters,
  unread: TimelineRenderContext['unread'],
  events: readonly ChapterEvent[] = [],
  want: (chapter: number) => void = () => {},
): TimelineRenderContext => {
  const { directory, me, dayOf } = deps;
  const known = directory.get(id);
  const pins = deps.pool.peek(conversationDocument(id))?.doc.getMap('pins');
  const base = {
    me,
    now: deps.clock.now(),
    unread,
    lookUp: lookUpIn(deps, id, shelf, want),
    isHidden: (message: ChapterMessage) => deps.isHidden(id, message),
    removingAt: (message: ChapterMessage) => deps.removingAt(id, message),
  };
  const lists = [...shelf.open().values()].map((live) => live.index?.messages() ?? []);
  // By the current read position: replies stand in the timeline too, and what was read there counts as read here.
  const notRead = { after: Math.max(unread.after, known?.read ?? 0), upTo: Number.POSITIVE_INFINITY };
  const replies = countReplies(lists, { ...base, unread: notRead });
  return {
    ...base,
    person: directory.person,
    membership: known === undefined ? STRANGER : membershipOf(known),
    writable: known?.state === 'ready' || known?.state === 'waiting',
    marks: known?.marks ?? { delivered: 0, read: 0 },
    localDeliveryState: (message) => {
      if (message.pending) return deps.pendingDeliveryState(message.id);
      const live = shelf.get(message.chapter);
      return live === undefined ? 'saved' : deps.localDeliveryState(live, message);
    },
    dayOf,
    events,
    isBlocked: deps.isBlocked,
    isStarred: (message) => deps.isStarred(id, message),
    isPinned: (message) => pins?.has(`${message.chapter}/${message.id}`) === true,
    replies: (message) => replies.get(message.id),
  };
};
