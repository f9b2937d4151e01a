import { conversationDocument } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { DEFAULT_RIGHTS } from '../../../shared/permissions/group-rights.ts';
import type { Standing } from '../../../shared/permissions/standing.ts';
import { type ChapterEvent, compareEvents } from '../../../shared/timeline/chapter-event.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { type Directory, standingOf } from '../directory.ts';
import type { LiveDocument } from '../documents/live-document.ts';
import type { Pool } from '../documents/pool.ts';
import type { Clock } from '../ports.ts';
import type { ChapterShelf } from './chapter-shelf.ts';
import { countReplies } from './reply-counts.ts';
import type { LookUp, TimelineSituation } from './timeline-situation.ts';

export interface SituationWorld {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly pool: () => Pool;
  readonly me: number;
  readonly dayOf: (at: number) => number;
  readonly here: (live: LiveDocument, message: ChapterMessage) => 'pending' | 'saved' | 'not-saved' | 'not-sent';
  readonly isStarred: (id: ConversationId, message: ChapterMessage) => boolean;
  /** Deleted for oneself. */
  readonly isHidden: (id: ConversationId, message: ChapterMessage) => boolean;
  readonly isBlocked: (number: number) => boolean;
  /** When its deletion, which can still be undone, will be done. */
  readonly removingAt: (id: ConversationId, message: ChapterMessage) => number | undefined;
}

const STRANGER: Standing = { kind: 'direct', role: 'member', rights: DEFAULT_RIGHTS };

type OpenChapters = Pick<ChapterShelf, 'get' | 'open'>;

/** Finds messages in the chapters that are open; `want` is told of every chapter that something points to. */
export const lookUpIn =
  (
    { directory, me }: Pick<SituationWorld, 'directory' | 'me'>,
    shelf: OpenChapters,
    want: (chapter: number) => void,
  ): LookUp =>
  ({ chapter, id }) => {
    want(chapter);
    const live = shelf.get(chapter);
    // It may have moved to another chapter before it was sent.
    for (const place of [live, ...shelf.open().values()]) {
      const message = place?.index?.get(id as MessageId);
      if (message !== undefined && (message.stamp !== undefined || message.by === me)) return message;
    }
    return live !== undefined && live.record.synced >= directory.versionOf(live.name) ? 'deleted' : undefined;
  };

/** What happened between two seqs, in order. `to` undefined: and after. */
export const eventsBetween = (shelf: OpenChapters, from: number, to: number | undefined): readonly ChapterEvent[] => {
  const events: ChapterEvent[] = [];
  for (const live of shelf.open().values())
    for (const event of live.index?.events() ?? [])
      if (event.seq >= from && (to === undefined || event.seq <= to)) events.push(event);
  return events.sort(compareEvents);
};

/** What rows of a timeline need to know beside its messages. */
export const situationOf = (
  world: SituationWorld,
  id: ConversationId,
  shelf: OpenChapters,
  unread: TimelineSituation['unread'],
  events: readonly ChapterEvent[] = [],
  want: (chapter: number) => void = () => {},
): TimelineSituation => {
  const { directory, me, dayOf } = world;
  const known = directory.get(id);
  const pins = world.pool().peek(conversationDocument(id))?.doc.getMap('pins');
  const base = {
    me,
    now: world.clock.now(),
    unread,
    lookUp: lookUpIn(world, shelf, want),
    isHidden: (message: ChapterMessage) => world.isHidden(id, message),
    removingAt: (message: ChapterMessage) => world.removingAt(id, message),
  };
  const lists = [...shelf.open().values()].map((live) => live.index?.messages() ?? []);
  // By the read position of now: answers stand in the timeline too, and what was read there is read here.
  const notRead = { after: Math.max(unread.after, known?.read ?? 0), upTo: Number.POSITIVE_INFINITY };
  const replies = countReplies(lists, { ...base, unread: notRead });
  return {
    ...base,
    person: directory.person,
    standing: known === undefined ? STRANGER : standingOf(known),
    writable: known?.state === 'ready' || known?.state === 'waiting',
    marks: known?.marks ?? { delivered: 0, read: 0 },
    here: (message) => {
      const live = shelf.get(message.chapter);
      return live === undefined ? 'saved' : world.here(live, message);
    },
    dayOf,
    events,
    isBlocked: world.isBlocked,
    isStarred: (message) => world.isStarred(id, message),
    isPinned: (message) => pins?.has(`${message.chapter}/${message.id}`) === true,
    replies: (message) => replies.get(message.id),
  };
};
