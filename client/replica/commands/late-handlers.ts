import type { EarlyCommand } from './early-handlers.ts';
import { GROUP_HANDLERS } from './group-handlers.ts';
import type { AccountCommand, CommandDeps, Handlers } from './handler.ts';
import { MORE_MESSAGE_HANDLERS } from './more-message-handlers.ts';
import { PEOPLE_HANDLERS } from './people-handlers.ts';

/** Commands that load with the first of them. */
export const LATE_HANDLERS: Handlers<Exclude<AccountCommand, EarlyCommand>, keyof CommandDeps> = {
  ...GROUP_HANDLERS,
  ...MORE_MESSAGE_HANDLERS,
  ...PEOPLE_HANDLERS,
};
