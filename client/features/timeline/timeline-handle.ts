import type { MessageId } from '../../../shared/ids/ulid.ts';

/** What the rest of a conversation's page can ask of the timeline on it. */
export interface TimelineHandle {
  /** Scrolls to an entry (waiting a moment until the window holds it) and marks it for about two seconds. */
  readonly reveal: (key: string) => void;
  /** Gives a message the keyboard's focus, in view. */
  readonly focusMessage: (key: string) => void;
  /** Moves the window to a message wherever it stands, reveals it, or says why that cannot be. Answers whether it did. */
  readonly goTo: (place: { readonly chapter: number; readonly messageId: MessageId }) => Promise<boolean>;
}
