import type { ConversationId } from '../../../shared/ids/conversation.ts';

/** What changes in all that follows a person across their devices. `now`: they just did it on this one. */
export type AccountEvent =
  | { readonly type: 'account-opened' }
  /** Another account document than before: everything may look different. */
  | { readonly type: 'account-replaced' }
  /** How a conversation stands in the list. */
  | { readonly type: 'row-arranged'; readonly id: ConversationId; readonly now: boolean }
  /** Messages of a conversation were starred or hidden, or are no longer. */
  | { readonly type: 'messages-marked'; readonly id: ConversationId; readonly now: boolean }
  | { readonly type: 'thread-draft-changed'; readonly id: ConversationId; readonly now: boolean }
  | { readonly type: 'preferences-changed'; readonly now: boolean }
  | { readonly type: 'privacy-changed' }
  | { readonly type: 'profile-changed' }
  | { readonly type: 'presence-changed'; readonly id: ConversationId }
  /** Somebody types, or stopped, in a conversation that is on no screen. */
  | { readonly type: 'typing-changed'; readonly id: ConversationId };
