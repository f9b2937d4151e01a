import { type Result, succeed } from '../../../shared/result.ts';
import type { CommandError, CommandName, CommandResult, Commands } from '../../channel/commands.ts';
import type { Parts } from '../account-replica/parts.ts';
import type { ConversationDeps } from './conversation-commands.ts';
import type { Outcome } from './writing.ts';

/** The parts of the replica that commands work with. */
export interface CommandDeps extends Parts {
  /** Who asks: windows of timelines belong to a tab. */
  readonly tab: string;
}

/** What commands need that write into documents or ask the server. */
export type WritingNeed = keyof ConversationDeps;

/** Commands of somebody signed in; those about the session and the connection are the replica's own. */
export type AccountCommand = Exclude<CommandName, 'sessionChanged' | 'signOut' | 'connectNow'>;
/** `Need`: the parts that these commands use. */
export type Handler<C extends AccountCommand, Need extends keyof CommandDeps> = (
  deps: Pick<CommandDeps, Need>,
  input: Commands[C]['in'],
) => Promise<CommandResult<C>>;
export type Handlers<C extends AccountCommand, Need extends keyof CommandDeps> = {
  readonly [K in C]: Handler<K, Need>;
};

/** An outcome as the answer to a tab. */
export const toAnswer = (outcome: Outcome): Result<Record<never, never>, CommandError> =>
  outcome.ok ? succeed({}) : outcome;
