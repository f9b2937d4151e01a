import type { LocalState } from '../local-state.ts';
import { inOrder } from '../outbox/optimistic-state.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Api, Clock } from '../ports.ts';
import type { CommandOf, SessionRecord } from '../records.ts';
import type { AccountEvent } from './account-events.ts';
import type { AccountKeeper } from './account-keeper.ts';

/** What others may know of one. */
type PrivacyChoice = Pick<NonNullable<SessionRecord['privacy']>, 'readReceipts' | 'lastSeen'>;
type PrivacyCommand = CommandOf<'privacy'>;

/** The server's own default, until it has said otherwise. */
const OPEN: PrivacyChoice = { readReceipts: true, lastSeen: true };

/** After an answer that did not come. */
const ASK_AGAIN_MS = 5_000;

/**
 * What others may know is the server's to keep, and changes by commands. One's other devices learn of a change by a
 * sign in the account document, and then ask: what it was changed to is a fact and is never merged.
 */
export interface Privacy {
  /** As wished: what waits in the outbox counts already. */
  readonly wished: () => PrivacyChoice;
  /** Kept until the server has it. False: not durable. */
  readonly change: (change: { readonly [K in keyof PrivacyChoice]?: boolean | undefined }) => Promise<boolean>;
  /** The server has taken a change. */
  readonly done: (command: PrivacyCommand) => void;
  /** Asks the server when another device has changed something. Call with a connection, and when the account document changed. */
  readonly refresh: () => void;
}

export const createPrivacy = (deps: {
  readonly localState: LocalState;
  readonly api: Api;
  readonly outbox: Outbox;
  readonly account: AccountKeeper;
  readonly isOnline: () => boolean;
  readonly clock: Pick<Clock, 'now' | 'setTimer'>;
  readonly emit: (event: AccountEvent) => void;
}): Privacy => {
  const { localState, account } = deps;
  let asking = false;

  const known = (): NonNullable<SessionRecord['privacy']> => ({ ...OPEN, ...localState.session().privacy });
  const waiting = (): readonly PrivacyCommand[] =>
    inOrder(localState.tables.command).flatMap(([, command]) => (command.kind === 'privacy' ? [command] : []));
  const keep = (privacy: NonNullable<SessionRecord['privacy']>): void => {
    void localState.commit([], { ...localState.session(), privacy });
    deps.emit({ type: 'privacy-changed' });
  };

  const askServer = async (): Promise<void> => {
    const sign = account.state.privacySign();
    if (asking || sign === undefined || sign === known().sign || waiting().length > 0 || !deps.isOnline()) return;
    asking = true;
    const result = await deps.api.me();
    asking = false;
    if (!result.ok) {
      // Without a connection by then, the next one asks.
      if (result.error.kind === 'offline') deps.clock.setTimer(ASK_AGAIN_MS, () => void askServer());
    } else if (result.value.userId === localState.session().userId) keep({ ...result.value.privacy, sign });
  };

  return {
    wished: () =>
      waiting().reduce<PrivacyChoice>(
        (all, { readReceipts = all.readReceipts, lastSeen = all.lastSeen }) => ({ readReceipts, lastSeen }),
        known(),
      ),
    change: async ({ readReceipts, lastSeen }) => {
      const kept = await deps.outbox.add({
        kind: 'privacy',
        ...(readReceipts === undefined ? {} : { readReceipts }),
        ...(lastSeen === undefined ? {} : { lastSeen }),
      });
      deps.emit({ type: 'privacy-changed' });
      return kept;
    },
    done: ({ readReceipts, lastSeen }) => {
      const before = known();
      const sign = Math.max(deps.clock.now(), (account.state.privacySign() ?? 0) + 1);
      keep({ readReceipts: readReceipts ?? before.readReceipts, lastSeen: lastSeen ?? before.lastSeen, sign });
      void account.write((doc) => doc.getMap('preferences').set('privacy', sign));
    },
    refresh: () => void askServer(),
  };
};
