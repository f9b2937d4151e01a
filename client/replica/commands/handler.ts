import type { CommandName, CommandResult, Commands } from '../../channel/commands.ts';
import type { AccountReplica } from '../account-replica.ts';
import type { Api } from '../ports.ts';
import type { Done } from './writing.ts';

export interface CommandDeps {
  readonly signedIn: AccountReplica;
  readonly api: Api;
  /** Who asks: windows of timelines belong to a tab. */
  readonly tab: string;
}

/** Commands of somebody signed in; those about the session and the connection are the replica's own. */
export type AccountCommand = Exclude<CommandName, 'sessionChanged' | 'signOut' | 'connectNow'>;
export type Handler<C extends AccountCommand> = (
  deps: CommandDeps,
  input: Commands[C]['in'],
) => Promise<CommandResult<C>>;
export type Handlers<C extends AccountCommand> = { readonly [K in C]: Handler<K> };

export const done = (
  error: Done,
): { ok: true; value: Record<never, never> } | { ok: false; error: NonNullable<Done> } =>
  error === undefined ? { ok: true, value: {} } : { ok: false, error };
