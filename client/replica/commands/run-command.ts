import type { CommandResult, Commands } from '../../channel/commands.ts';
import { EARLY_HANDLERS, type EarlyCommand } from './early-handlers.ts';
import type { AccountCommand, CommandDeps, Handler, Handlers } from './handler.ts';

const isEarly = (name: AccountCommand): name is EarlyCommand => Object.hasOwn(EARLY_HANDLERS, name);

/**
 * Runs one command of a tab. The tab and the replica are one program: inputs are of the type their name says. A command
 * whose handler cannot be loaded rejects and has changed nothing.
 */
export const runCommand = async <C extends AccountCommand>(
  deps: CommandDeps,
  name: C,
  input: unknown,
): Promise<CommandResult<C>> => {
  const handlers = isEarly(name) ? EARLY_HANDLERS : (await import('./late-handlers.ts')).LATE_HANDLERS;
  const handler: Handler<C, keyof CommandDeps> = (handlers as Handlers<AccountCommand, keyof CommandDeps>)[name];
  return handler(deps, input as Commands[C]['in']);
};
