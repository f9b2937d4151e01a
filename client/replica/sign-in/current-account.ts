import * as v from 'valibot';
import type { Me } from '../../../shared/protocol/http.ts';
import type { Session } from '../../channel/projections.ts';
import {
  type AccountReplica,
  type AccountReplicaDeps,
  createAccountReplica,
} from '../account-replica/account-replica.ts';
import { recordsDatabase } from '../documents/database-names.ts';
import { matchDatabases } from '../documents/match-databases.ts';
import { removeUnknownChapters } from '../documents/remove-unknown-chapters.ts';
import { type LocalState, loadLocalState } from '../local-state.ts';
import type { RecordStore } from '../ports.ts';
import { SESSION_KEY, SESSION_RECORD, type SessionRecord } from '../records.ts';
import type { DeviceKeeper } from './device-keeper.ts';
import { finishWipe } from './finish-wipe.ts';

export interface CurrentAccountDeps extends Omit<AccountReplicaDeps, 'localState' | 'device' | 'onSignedOut'> {
  readonly device: DeviceKeeper;
  readonly isStopped: () => boolean;
  /** Another account, or none, is shown from now on. */
  readonly changedAll: () => void;
}

/** The one account that this device shows, if any. */
export interface CurrentAccount {
  readonly replica: () => AccountReplica | undefined;
  readonly session: () => Session['kind'];
  /**
   * Opens the account from this disk and shows it.
   * @param me what the server says about it; undefined: it was not asked
   */
  readonly open: (userId: string, me: Me | undefined) => Promise<boolean>;
  /** Keeps on the disk that the session has ended, so that the next start knows it without a network. */
  readonly noteEnd: (code: string | undefined) => Promise<void>;
  /** The session holds again. */
  readonly clearEnd: () => Promise<void>;
  /** Stops the account; what is shown changes with the next one, or with `becomeSignedOut`. */
  readonly close: () => Promise<void>;
  readonly becomeSignedOut: () => void;
}

/** The epoch stays the one the documents here belong to: the first page of the feed says whether that has changed. */
const sessionRecordOf = (me: Me, known: SessionRecord | undefined): SessionRecord => ({
  userId: me.userId,
  number: me.number,
  name: me.name,
  email: me.email,
  administrator: me.administrator,
  generation: me.generation,
  epoch: known?.epoch ?? me.epoch,
  cursor: known?.cursor ?? 0,
  proof: known?.proof,
  asOf: known?.asOf ?? 0,
  privacy: { ...me.privacy, sign: known?.privacy?.sign },
});

export const createCurrentAccount = (deps: CurrentAccountDeps): CurrentAccount => {
  const { device, isStopped, changedAll, ...replicaDeps } = deps;
  const { disk, clock, changed } = replicaDeps;
  let current: AccountReplica | undefined;
  let session: Session['kind'] = 'starting';

  const noteEnd = async (code: string | undefined): Promise<void> => {
    const ended = code === 'session-ended' || code === 'account-gone' ? code : undefined;
    if (current === undefined || ended === undefined) return;
    const { localState } = current;
    if (localState.session().ended === ended) return;
    await localState.commit([], { ...localState.session(), ended });
    changed('session', true);
  };

  /** Signing out was interrupted, and the note of it beside the account is gone. */
  const resumeSignOut = async (userId: string, me: Me | undefined): Promise<boolean> => {
    const { current: _, ...rest } = device.record();
    await device.keep(
      me === undefined ? { ...rest, signingOut: true, wiping: userId } : { ...device.record(), wiping: userId },
    );
    return (await finishWipe(disk, device)) && me !== undefined && (await open(userId, me));
  };

  const loadState = async (
    store: RecordStore,
    me: Me | undefined,
    known: SessionRecord | undefined,
  ): Promise<LocalState | undefined> => {
    const record = me === undefined ? known : sessionRecordOf(me, known);
    if (record === undefined) return undefined;
    const localState = await loadLocalState(store, record, clock, () => changed('connection', false));
    if (me !== undefined) await localState.commit([], record);
    // The browser may have removed the records alone: what is unsent in the documents must not count as sent.
    if (known === undefined) await matchDatabases(disk, localState, () => false);
    await removeUnknownChapters(disk, localState);
    return isStopped() ? undefined : localState;
  };

  const open = async (userId: string, me: Me | undefined): Promise<boolean> => {
    const store = await disk.openRecords(recordsDatabase(userId));
    const parsed = v.safeParse(SESSION_RECORD, await store.get(SESSION_KEY));
    const known = parsed.success ? parsed.output : undefined;
    if (known?.leaving === true) {
      await store.close();
      return resumeSignOut(userId, me);
    }
    const localState = await loadState(store, me, known);
    if (localState === undefined) {
      await store.close();
      return false;
    }
    const next = createAccountReplica({
      ...replicaDeps,
      localState,
      device: device.record().number,
      onSignedOut: (code) => void noteEnd(code),
    });
    // Nothing of the list is shown before it is known how the person arranged it: what is archived must not flash by.
    await next.ready;
    if (isStopped()) {
      await next.stop();
      return false;
    }
    current = next;
    session = 'signed-in';
    changedAll();
    return true;
  };

  return {
    replica: () => current,
    session: () => session,
    open,
    noteEnd,
    clearEnd: async () => {
      if (current === undefined) return;
      const { localState } = current;
      if (localState.session().ended === undefined) return;
      await localState.commit([], { ...localState.session(), ended: undefined });
      changed('session', true);
    },
    close: async () => {
      const closing = current;
      current = undefined;
      await closing?.stop();
    },
    becomeSignedOut: () => {
      session = 'signed-out';
      changedAll();
    },
  };
};
