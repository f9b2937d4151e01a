import type { Membership } from '../../../shared/permissions/membership.ts';
import type { PersonFact } from '../../../shared/protocol/facts.ts';
import type { ChapterEvent } from '../../../shared/timeline/chapter-event.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type { MessageEntry } from '../../channel/timeline-view.ts';
import type { Marks } from '../conversations/known-conversation.ts';

/** What rows are made of beside the messages. */
export interface TimelineRenderContext {
  readonly me: number;
  readonly person: (number: number) => PersonFact;
  /** Decides what the reader may do in the conversation. */
  readonly membership: Membership;
  /** Whether the reader may write in it at all. */
  readonly writable: boolean;
  /** Watermarks of all others together. */
  readonly marks: Marks;
  /** The delivery state of an own message that the server does not have. */
  readonly localDeliveryState: (message: ChapterMessage) => 'pending' | 'saved' | 'not-saved' | 'not-sent';
  /** seqs that were unread when the conversation was opened: after `after`, up to `upTo`. */
  readonly unread: { readonly after: number; readonly upTo: number };
  /** Midnight before a time, in the reader's time zone. */
  readonly dayOf: (at: number) => number;
  /** The device's clock, ms since 1970: messages due by then are not shown. */
  readonly now: number;
  /** Events of the window, in order. */
  readonly events: readonly ChapterEvent[];
  /** Finds another message by its place. `deleted`: known to be gone; undefined: its chapter is not open (yet). */
  readonly lookUp: LookUp;
  readonly isStarred: (message: ChapterMessage) => boolean;
  /** Deleted for oneself: left out. */
  readonly isHidden: (message: ChapterMessage) => boolean;
  /** Whether the reader blocks an account, whose messages are then shown only on request. */
  readonly isBlocked: (number: number) => boolean;
  readonly isPinned: (message: ChapterMessage) => boolean;
  /** When its deletion, which can still be undone, will happen. */
  readonly removingAt: (message: ChapterMessage) => number | undefined;
  readonly replies: (message: ChapterMessage) => MessageEntry['replies'];
}

export type LookUp = (place: {
  readonly chapter: number;
  readonly id: string;
}) => ChapterMessage | 'deleted' | undefined;

/** Past the time when it disappears. */
export const isPastDue = ({ stamp }: Pick<ChapterMessage, 'stamp'>, now: number): boolean =>
  stamp?.due !== undefined && stamp.due <= now;
