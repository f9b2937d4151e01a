import { ACCOUNT_HANDLERS } from './account-handlers.ts';
import { CONVERSATION_HANDLERS } from './conversation-handlers.ts';
import { MESSAGE_HANDLERS } from './message-handlers.ts';
import { TIMELINE_HANDLERS } from './timeline-handlers.ts';

/** What is needed to read and write, and to sign out, does not depend on a later load. */
export const EARLY_HANDLERS = {
  ...MESSAGE_HANDLERS,
  ...CONVERSATION_HANDLERS,
  ...ACCOUNT_HANDLERS,
  ...TIMELINE_HANDLERS,
};

export type EarlyCommand = keyof typeof EARLY_HANDLERS;
