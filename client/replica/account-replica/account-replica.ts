import type { AccountNumber, UserId } from '../../../shared/ids/account.ts';
import type { CommandResult } from '../../channel/commands.ts';
import type { Topic, WakeCause } from '../../channel/protocol.ts';
import type { AccountCommand } from '../commands/handler.ts';
import { runCommand } from '../commands/run-command.ts';
import { databasesOf } from '../documents/database-names.ts';
import { matchDatabases } from '../documents/match-databases.ts';
import { nameGone } from '../facts/name-gone.ts';
import type { LocalState } from '../local-state.ts';
import { createCommandEffects } from './command-effects.ts';
import { createEvents, type Outside } from './events.ts';
import { type Base, createLocalParts } from './local-parts.ts';
import type { Parts } from './parts.ts';
import { createProjections, type Projections } from './projections.ts';
import { createReaction } from './react.ts';
import { createRefresh } from './refresh.ts';
import { createShownParts } from './shown-parts.ts';
import { createSyncParts } from './sync-parts.ts';

export interface AccountReplicaDeps
  extends Omit<Base, 'userId' | 'me' | 'isStopped' | 'emit'>,
    Omit<Outside, 'onRecordsRestored'> {
  /** A projection looks different now; at once when a person just did it here. */
  readonly changed: (topic: Topic, now: boolean) => void;
}

/** Everything a replica does for one account. */
export interface AccountReplica {
  readonly userId: UserId;
  /** The account document is open, or takes too long. */
  readonly ready: Promise<void>;
  readonly localState: LocalState;
  readonly projections: Projections;
  /** Runs a command of a tab. Rejects when its code cannot be loaded; then nothing was changed. */
  readonly run: <C extends AccountCommand>(tab: string, name: C, input: unknown) => Promise<CommandResult<C>>;
  readonly unsent: () => number;
  /** Files and recordings that stand in fields on this device alone. */
  readonly attached: () => Promise<number>;
  /** The name of deleted accounts may be another one. */
  readonly nameGone: () => void;
  /** The network or a person came back, or somebody signed in. */
  readonly wake: (cause?: WakeCause) => void;
  /** Stops everything; what is on disk stays. */
  readonly stop: () => Promise<void>;
  readonly databases: () => readonly string[];
}

/** A list that is not arranged is better than none. ms */
const READY_WITHIN = 500;
/** Listing databases takes time that the start needs. ms */
const MATCH_AFTER = 2_000;
/** Chapters that the person does not keep here come whenever they are opened. ms */
const TIDY_EVERY = 600_000;

/** Makes the parts in the order in which they need each other; what goes the other way is an event. */
export const createAccountReplica = (deps: AccountReplicaDeps): AccountReplica => {
  const { clock, disk, localState } = deps;
  const stopping = new AbortController();
  const isStopped = (): boolean => stopping.signal.aborted;
  const events = createEvents();
  const { emit } = events;
  const { userId: user, number } = localState.session();
  const userId = user as UserId;

  const base: Base = { ...deps, userId, me: number as AccountNumber, isStopped, emit };
  const local = createLocalParts(base);
  const shown = createShownParts(base, local);
  const sync = createSyncParts(base, local, shown);
  const { directory, contacts, privacy, membershipEnd } = local;
  const { rows, screens, presence } = shown;
  const refresh = createRefresh({ localState, changed: deps.changed, rows, directory, screens, contacts });
  const commandEffects = createCommandEffects({ localState, membershipEnd, privacy, contacts, presence, refresh });
  const parts: Parts = { ...base, ...local, ...shown, ...sync, refresh, commandEffects };
  const projections = createProjections(base, local, shown, sync);

  const match = (): void =>
    void matchDatabases(disk, localState, (name) => parts.pool.peek(name) !== undefined).then(() => {
      if (!isStopped()) emit({ type: 'documents-wanted' });
    });
  let cancelTidy = (): void => {};
  const tidySoon = (): void => {
    cancelTidy = clock.setTimer(TIDY_EVERY, () => {
      if (localState.tables.keep.size > 0)
        void import('../space/space.ts')
          .then(({ tidySpace }) => tidySpace({ ...parts, files: parts.uploads.keeper }))
          .catch(() => {});
      tidySoon();
    });
  };
  tidySoon();
  const { onAnotherAccount, onSignedOut } = deps;
  events.onEvent(createReaction(parts, { onAnotherAccount, onSignedOut, onRecordsRestored: match }));
  localState.watch((changes) => emit({ type: 'records-changed', changes }));
  const rename = (): void => nameGone(localState, deps.goneName());
  rename();
  localState.onRestored(() => emit({ type: 'records-restored' }));

  const ready = Promise.race([
    parts.account.open().then(() => {}),
    new Promise<void>((resolve) => clock.setTimer(READY_WITHIN, resolve)),
  ]);
  parts.removals.run();
  parts.pending.resume();
  parts.uploads.run();
  parts.notSent.open(localState.tables.notSent.keys());
  parts.expiry.run();
  parts.session.wake();
  const cancelMatch = clock.setTimer(MATCH_AFTER, match);

  return {
    userId,
    ready,
    localState,
    projections,
    run: (tab, name, input) => runCommand({ ...parts, tab }, name, input),
    unsent: parts.unsent,
    nameGone: rename,
    attached: async () => (await parts.uploads.keeper()).attached(),
    wake: (cause) => {
      if (parts.session.wake(cause)) parts.outbox.run();
      parts.uploads.wake();
    },
    stop: async () => {
      stopping.abort();
      cancelMatch();
      cancelTidy();
      parts.account.stop();
      parts.typing.clear();
      rows.stop();
      presence.stop();
      parts.outbox.stop();
      parts.optimistic.stop();
      parts.removals.stop();
      parts.pending.stop();
      parts.uploads.stop();
      parts.expiry.stop();
      parts.receipts.stop();
      parts.session.stop();
      screens.close();
      await parts.search.stop();
      await parts.pool.close();
      await parts.bodies.close();
      await localState.close();
    },
    databases: () => databasesOf(userId, localState.tables.document),
  };
};
