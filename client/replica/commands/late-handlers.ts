import { DRAFT_HANDLERS } from './draft-handlers.ts';
import type { EarlyCommand } from './early-handlers.ts';
import { EXPORT_HANDLERS } from './export-handlers.ts';
import { GROUP_HANDLERS } from './group-handlers.ts';
import type { AccountCommand, CommandDeps, Handlers } from './handler.ts';
import { MORE_MESSAGE_HANDLERS } from './more-message-handlers.ts';
import { PEOPLE_HANDLERS } from './people-handlers.ts';
import { PREFERENCE_HANDLERS } from './preference-handlers.ts';
import { SPACE_HANDLERS } from './space-handlers.ts';
import { UNSENT_HANDLERS } from './unsent-handlers.ts';
import { UPLOAD_HANDLERS } from './upload-handlers.ts';

/** Commands that load with the first of them. */
export const LATE_HANDLERS: Handlers<Exclude<AccountCommand, EarlyCommand>, keyof CommandDeps> = {
  ...DRAFT_HANDLERS,
  ...EXPORT_HANDLERS,
  ...GROUP_HANDLERS,
  ...MORE_MESSAGE_HANDLERS,
  ...PEOPLE_HANDLERS,
  ...PREFERENCE_HANDLERS,
  ...SPACE_HANDLERS,
  ...UNSENT_HANDLERS,
  ...UPLOAD_HANDLERS,
};
