import * as v from 'valibot';
import { parseUserId } from '../../shared/ids/account.ts';
import type { Me } from '../../shared/protocol/http.ts';
import { LIMITS, type Limits } from '../../shared/protocol/limits.ts';
import type { CommandName, CommandResult, Commands } from '../channel/commands.ts';
import type { Session } from '../channel/projections.ts';
import type { FromReplica, ToReplica, WakeCause } from '../channel/protocol.ts';
import { type AccountReplica, createAccountReplica } from './account-replica/account-replica.ts';
import { type BodyScheme, PLAIN_SCHEME } from './bodies/body-scheme.ts';
import { createDeviceKeeper } from './device-keeper.ts';
import { accountsIn, databasePrefix, recordsDatabase } from './documents/database-names.ts';
import { matchDatabases } from './documents/match-databases.ts';
import { removeUnknownChapters } from './documents/remove-unknown-chapters.ts';
import { loadLocalState } from './local-state.ts';
import type { Api, Clock, Disk, Files, Network, Pictures, Random } from './ports.ts';
import { WINDOW, type WindowSizes } from './projections/timeline-window.ts';
import { SESSION_KEY, SESSION_RECORD, type SessionRecord } from './records.ts';
import { topicSources } from './topic-sources.ts';
import { createTopics } from './topics.ts';
import { createUpdates } from './updates.ts';

export interface ReplicaParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly api: Api;
  readonly disk: Disk;
  /** Without it a picture shows once the server has it. */
  readonly pictures?: Pictures | undefined;
  /** Asked for with the first file that is sent. */
  readonly loadFiles: () => Promise<Files>;
  readonly emit: (message: FromReplica) => void;
  readonly limits?: Partial<Limits>;
  /** How bodies are sealed; they are not when left out. */
  readonly scheme?: BodyScheme;
  /** Midnight before a time where the reader is; the machine's own time zone when left out. */
  readonly dayOf?: (at: number) => number;
  /** How many messages of a timeline are shown at once. */
  readonly window?: WindowSizes;
  /** When the search begins to read chapters by itself, ms after the start; only when somebody searches when left out. */
  readonly searchAfter?: number;
}

/** One replica per browser profile. It starts by itself, says `ready`, and never waits for the network to show something. */
export interface Replica {
  readonly receive: (message: ToReplica) => void;
  /** The network or the person may have come back. */
  readonly wake: () => void;
  /** Ends without wiping anything; resolves when the disk is free for another replica. */
  readonly stop: () => Promise<void>;
}

/** Without a network and without an account the sign-in is checked again after this. ms */
const CHECK_AGAIN_AFTER = 5_000;
/** A store that could not be opened at the start is tried again after this. ms */
const OPEN_AGAIN = 1_000;
const START_TRIES = 5;
/** Tabs that wake together cause one check. ms */
const CHECKS_APART = 1_000;

const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
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

export const createReplica = (parts: ReplicaParts): Replica => {
  const { random, api, disk, emit } = parts;
  // Whole milliseconds: times are kept as integers.
  const clock: Clock = {
    now: () => Math.floor(parts.clock.now()),
    monotonic: parts.clock.monotonic,
    setTimer: parts.clock.setTimer,
  };
  const limits: Limits = { ...LIMITS, ...parts.limits };
  let signedIn: AccountReplica | undefined;
  let session: Session['kind'] = 'starting';
  const device = createDeviceKeeper(disk, Math.floor(random() * 2 ** 32));
  let stopped = false;
  let cancelCheck: (() => void) | undefined;
  let isSigningOut = false;

  const topics = createTopics(
    topicSources(
      () => signedIn,
      () => session === 'starting',
    ),
    emit,
  );

  const { changed, flush, stop: stopUpdates } = createUpdates(clock, topics);
  const changedAll = (): void => {
    topics.changedAll();
    flush();
  };

  // -------------------------------------------------------------- account

  const open = async (userId: string, me: Me | undefined): Promise<boolean> => {
    const store = await disk.openRecords(recordsDatabase(userId));
    const parsed = v.safeParse(SESSION_RECORD, await store.get(SESSION_KEY));
    const known = parsed.success ? parsed.output : undefined;
    if (known?.leaving === true) {
      // Signing out was interrupted, and the note of it beside the account is gone.
      await store.close();
      const { current: _, ...rest } = device.record();
      await device.keep(
        me === undefined ? { ...rest, signingOut: true, wiping: userId } : { ...device.record(), wiping: userId },
      );
      return (await finishWipe()) && me !== undefined && (await open(userId, me));
    }
    if (known === undefined && me === undefined) {
      await store.close();
      return false;
    }
    const record = me === undefined ? known : sessionRecordOf(me, known);
    if (record === undefined) return false;
    const localState = await loadLocalState(store, record, clock, () => changed('connection', false));
    if (me !== undefined) await localState.commit([], record);
    // The browser may have removed the records alone: what is unsent in the documents must not count as sent.
    if (known === undefined) await matchDatabases(disk, localState, () => false);
    await removeUnknownChapters(disk, localState);
    if (stopped) {
      await store.close();
      return false;
    }
    const next = createAccountReplica({
      clock,
      random,
      network: parts.network,
      api,
      disk,
      pictures: parts.pictures,
      loadFiles: parts.loadFiles,
      limits,
      scheme: parts.scheme ?? PLAIN_SCHEME,
      localState,
      device: device.record().number,
      dayOf: parts.dayOf ?? midnight,
      window: parts.window ?? WINDOW,
      searchAfter: parts.searchAfter,
      changed,
      onAnotherAccount: () => void checkSignIn(),
      onSignedOut: (code) => void noteEnd(code),
    });
    // Nothing of the list is shown before it is known how the person arranged it: what is archived must not flash by.
    await next.ready;
    if (stopped) {
      await next.stop();
      return false;
    }
    signedIn = next;
    session = 'signed-in';
    changedAll();
    return true;
  };

  /** True when nothing is left of an account that signed out. */
  const finishWipe = async (known: readonly string[] = []): Promise<boolean> => {
    const userId = device.record().wiping;
    if (userId === undefined) return true;
    const isDone = await disk.wipe(databasePrefix(userId), [...known, recordsDatabase(userId)]);
    if (isDone && device.record().wiping === userId) await device.keep({ ...device.record(), wiping: undefined });
    return isDone;
  };

  /** Kept on the disk, so that the next start knows it without a network. */
  const noteEnd = async (code: string | undefined): Promise<void> => {
    const ended = code === 'session-ended' || code === 'account-gone' ? code : undefined;
    if (signedIn === undefined || ended === undefined) return;
    const { localState } = signedIn;
    if (localState.session().ended === ended) return;
    await localState.commit([], { ...localState.session(), ended });
    changed('session', true);
  };

  const leave = async (): Promise<void> => {
    const leaving = signedIn;
    signedIn = undefined;
    await leaving?.stop();
  };

  /** One at a time: asks the server who is signed in, and switches to that account. */
  let checking: Promise<boolean> | undefined;
  const checkSignIn = (): Promise<boolean> => {
    checking ??= runSignInCheck().finally(() => {
      checking = undefined;
    });
    return checking;
  };
  /** A request that is under way may hang, or may have been sent before somebody signed in: a new one replaces it. */
  let request = new AbortController();
  let checkedAt = Number.NEGATIVE_INFINITY;
  const restartSignInCheck = async (): Promise<boolean> => {
    checkedAt = clock.monotonic();
    request.abort();
    request = new AbortController();
    await checking;
    return checkSignIn();
  };
  const scheduleSignInCheck = (): void => {
    cancelCheck = clock.setTimer(CHECK_AGAIN_AFTER, () => void checkSignIn());
  };
  const beSignedOut = (): void => {
    if (session === 'signed-out') return;
    session = 'signed-out';
    changedAll();
  };
  /** True when no session is left over from signing out without a connection. */
  const hasSignedOut = async (): Promise<boolean> => {
    if (device.record().signingOut !== true) return true;
    const result = await api.signOut();
    if (!result.ok && result.error.retry) return false;
    // Whoever signed in meanwhile has a session of their own.
    if (device.record().signingOut) await device.keep({ ...device.record(), signingOut: undefined });
    return true;
  };
  const runSignInCheck = async (): Promise<boolean> => {
    cancelCheck?.();
    if (isSigningOut) return false;
    const wiped = finishWipe();
    if (signedIn === undefined) await wiped;
    if (!(await hasSignedOut())) {
      if (stopped) return false;
      beSignedOut();
      scheduleSignInCheck();
      return false;
    }
    const result = await api.me({ signal: request.signal });
    if (stopped || isSigningOut) return false;
    if (result.ok) {
      const me = result.value;
      if (parseUserId(me.userId) === undefined) return false;
      if (signedIn?.userId === me.userId) {
        const { localState } = signedIn;
        if (localState.session().ended !== undefined) {
          await localState.commit([], { ...localState.session(), ended: undefined });
          changed('session', true);
        }
        signedIn?.wake();
        return true;
      }
      await leave();
      // Leftovers of the same account are empty, and are removed before it is opened.
      const { wiping, ...rest } = device.record();
      await device.keep({ ...rest, current: me.userId, ...(wiping === me.userId ? {} : { wiping }) });
      await open(me.userId, me);
      return true;
    }
    // Signed in here and not on the server: local work continues, and the session says that signing in is needed.
    if (signedIn !== undefined) {
      if (result.error.kind === 'signed-out') await noteEnd(result.error.code);
      signedIn?.wake();
      return false;
    }
    beSignedOut();
    if (result.error.kind === 'offline' || device.record().wiping !== undefined) scheduleSignInCheck();
    return false;
  };
  /** Restarts whatever hangs; an account's connection does this itself. */
  const wake = (cause: WakeCause): void => {
    if (signedIn !== undefined) signedIn.wake(cause);
    else if (session === 'signed-out' && clock.monotonic() - checkedAt >= CHECKS_APART) void restartSignInCheck();
  };
  /** Somebody has just signed in here. */
  const checkNewSignIn = async (): Promise<boolean> => {
    if (device.record().signingOut) await device.keep({ ...device.record(), signingOut: undefined });
    return restartSignInCheck();
  };

  const start = async (): Promise<void> => {
    const isKnown = await device.open();
    // Before anything is shown.
    await finishWipe();
    const { current } = device.record();
    // A browser that removed this record alone still holds the account.
    const accounts = isKnown ? (current === undefined ? [] : [current]) : await accountsIn(disk);
    for (const userId of accounts)
      if (userId !== device.record().wiping && (await open(userId, undefined))) {
        if (current === undefined) await device.keep({ ...device.record(), current: userId });
        return;
      }
    if (!isKnown) await device.keep(device.record());
    await checkSignIn();
  };
  const started = (async () => {
    for (let tries = 1; !stopped; tries++)
      try {
        return await start();
      } catch {
        // A store ended while it was read; or storage is refused (private mode), and the app can still say so.
        await device.close();
        if (tries === START_TRIES) return beSignedOut();
        await new Promise<void>((resolve) => clock.setTimer(OPEN_AGAIN, resolve));
      }
  })();

  const signOut = async (force: boolean): Promise<Commands['signOut']['out']> => {
    const leaving = signedIn;
    if (leaving === undefined) return { done: true, unsent: 0 };
    // What cannot be counted now cannot be saved either.
    const unsent = leaving.unsent() + (force ? 0 : await leaving.attached().catch(() => 0));
    if (unsent > 0 && !force) return { done: false, unsent };
    const { userId, localState } = leaving;
    const { number } = device.record();
    isSigningOut = true;
    // First of all: whatever interrupts the rest, the next start finishes it. The second note goes with the account itself.
    await device.keep({ number, signingOut: true, wiping: userId });
    await localState.commit([], { ...localState.session(), leaving: true });
    const told = await api.signOut();
    const isLeft = !told.ok && told.error.retry;
    const names = leaving.databases();
    await leave();
    await device.keep({ number, wiping: userId, ...(isLeft ? { signingOut: true } : {}) });
    await finishWipe(names);
    isSigningOut = false;
    session = 'signed-out';
    changedAll();
    // One that is under way was told to do nothing.
    if (isLeft || device.record().wiping !== undefined) void Promise.resolve(checking).then(checkSignIn);
    return { done: true, unsent };
  };

  // ----------------------------------------------------------------- tabs

  const answer = (tab: string, id: number, result: CommandResult<CommandName>): void => {
    if (stopped) return;
    // Tabs see the effect of a command before its answer.
    flush();
    emit({ type: 'answer', tab, id, result });
  };

  const command = async (message: Extract<ToReplica, { type: 'command' }>): Promise<void> => {
    const { tab, id, name, input } = message;
    try {
      if (name === 'connectNow') {
        wake('person');
        return answer(tab, id, { ok: true, value: {} });
      }
      if (session === 'starting') await started;
      if (name === 'sessionChanged') answer(tab, id, { ok: true, value: { signedIn: await checkNewSignIn() } });
      else if (name === 'signOut')
        answer(tab, id, { ok: true, value: await signOut((input as Commands['signOut']['in']).force) });
      else if (signedIn === undefined) answer(tab, id, { ok: false, error: 'signed-out' });
      else answer(tab, id, await signedIn.run(tab, name, input));
    } catch {
      // A bug or a disk that cannot be read; the tab must not wait for ever.
      answer(tab, id, { ok: false, error: 'failed' });
    }
  };

  const seenTabs = new Set<string>();
  emit({ type: 'ready', replica: `${device.record().number}` });

  return {
    receive: (message) => {
      if (stopped) return;
      switch (message.type) {
        case 'hello':
          seenTabs.add(message.tab);
          return;
        case 'bye':
          seenTabs.delete(message.tab);
          return topics.forget(message.tab);
        case 'subscribe':
          return topics.subscribe(message.tab, message.topic);
        case 'wake':
          return wake(message.cause);
        case 'unsubscribe':
          return topics.unsubscribe(message.tab, message.topic);
        case 'command':
          void command(message);
          return;
      }
    },
    wake: () => wake('network'),
    stop: async () => {
      stopped = true;
      stopUpdates();
      cancelCheck?.();
      await started;
      await leave();
      await device.close();
    },
  };
};
