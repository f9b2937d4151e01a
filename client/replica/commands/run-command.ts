import type { CommandResult, Commands } from '../../channel/commands.ts';
import { ACCOUNT_HANDLERS } from './account-handlers.ts';
import { CONVERSATION_HANDLERS } from './conversation-handlers.ts';
import { GROUP_HANDLERS } from './group-handlers.ts';
import type { AccountCommand, CommandDeps, Handler, Handlers } from './handler.ts';
import { MESSAGE_HANDLERS } from './message-handlers.ts';
import { PEOPLE_HANDLERS } from './people-handlers.ts';
import { TIMELINE_HANDLERS } from './timeline-handlers.ts';

const HANDLERS: Handlers<AccountCommand> = {
  ...MESSAGE_HANDLERS,
  ...CONVERSATION_HANDLERS,
  ...ACCOUNT_HANDLERS,
  ...GROUP_HANDLERS,
  ...PEOPLE_HANDLERS,
  ...TIMELINE_HANDLERS,
};

/** Runs one command of a tab. The tab and the replica are one program: inputs are of the type their name says. */
export const runCommand = <C extends AccountCommand>(
  deps: CommandDeps,
  name: C,
  input: unknown,
): Promise<CommandResult<C>> => {
  const handler: Handler<C> = HANDLERS[name];
  return handler(deps, input as Commands[C]['in']);
};
