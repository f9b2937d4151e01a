import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { Command } from '../records.ts';

/** What becomes of the things a person asked of the server. */
export type OutboxEvent =
  | { readonly type: 'command-accepted'; readonly command: Command }
  | { readonly type: 'command-refused'; readonly command: Command }
  | { readonly type: 'command-cancelled'; readonly command: Command }
  /** A person has seen that it was refused. */
  | { readonly type: 'command-dismissed'; readonly command: Command }
  /** What was accepted is among the facts, or will not be: it is no longer shown for its own sake. */
  | { readonly type: 'command-settled'; readonly command: Command }
  /** Another command waits, is under way, or was refused. */
  | { readonly type: 'outbox-changed' }
  /** The server answered a command by saying that nobody is signed in. */
  | { readonly type: 'outbox-signed-out' }
  /** A change of a conversation is among the facts, or will not be. */
  | { readonly type: 'change-settled'; readonly id: ConversationId };
