import { LIMITS, type Limits } from '../../shared/protocol/limits.ts';
import type { CommandName, CommandResult, Commands } from '../channel/commands.ts';
import type { FromReplica, ToReplica, WakeCause } from '../channel/protocol.ts';
import { type BodyScheme, PLAIN_SCHEME } from './bodies/body-scheme.ts';
import { accountsIn } from './documents/database-names.ts';
import type { Api, Clock, Disk, Files, Network, Pictures, Random } from './ports.ts';
import { WINDOW, type WindowSizes } from './projections/timeline-window.ts';
import { createCurrentAccount } from './sign-in/current-account.ts';
import { createDeviceKeeper } from './sign-in/device-keeper.ts';
import { finishWipe } from './sign-in/finish-wipe.ts';
import { createSignInCheck } from './sign-in/sign-in-check.ts';
import { signOut } from './sign-in/sign-out.ts';
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

/** A store that could not be opened at the start is tried again after this. ms */
const OPEN_AGAIN = 1_000;
const START_TRIES = 5;

const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

type TabCommand = Extract<ToReplica, { type: 'command' }>;

export const createReplica = (parts: ReplicaParts): Replica => {
  const { random, api, disk, emit } = parts;
  // Whole milliseconds: times are kept as integers.
  const clock: Clock = {
    now: () => Math.floor(parts.clock.now()),
    monotonic: parts.clock.monotonic,
    setTimer: parts.clock.setTimer,
  };
  const device = createDeviceKeeper(disk, Math.floor(random() * 2 ** 32));
  let stopped = false;
  /** Empty until a tab has told it. */
  let goneName = '';
  const isStopped = (): boolean => stopped;

  const topics = createTopics(
    topicSources(
      () => account.replica(),
      () => account.session() === 'starting',
    ),
    emit,
  );
  const { changed, flush, stop: stopUpdates } = createUpdates(clock, topics);
  const account = createCurrentAccount({
    clock,
    random,
    network: parts.network,
    api,
    disk,
    pictures: parts.pictures,
    loadFiles: parts.loadFiles,
    limits: { ...LIMITS, ...parts.limits },
    scheme: parts.scheme ?? PLAIN_SCHEME,
    device,
    dayOf: parts.dayOf ?? midnight,
    window: parts.window ?? WINDOW,
    searchAfter: parts.searchAfter,
    goneName: () => goneName,
    changed,
    changedAll: () => {
      topics.changedAll();
      flush();
    },
    isStopped,
    onAnotherAccount: () => void check.run(),
  });
  const check = createSignInCheck({ api, clock, disk, device, account, isStopped });

  /** Restarts whatever hangs; an account's connection does this itself. */
  const wake = (cause: WakeCause): void => {
    const signedIn = account.replica();
    if (signedIn !== undefined) signedIn.wake(cause);
    else if (account.session() === 'signed-out') check.wake();
  };
  /** Somebody has just signed in here. */
  const checkNewSignIn = async (): Promise<boolean> => {
    if (device.record().signingOut) await device.keep({ ...device.record(), signingOut: undefined });
    return check.restart();
  };

  const start = async (): Promise<void> => {
    const isKnown = await device.open();
    // Before anything is shown.
    await finishWipe(disk, device);
    const { current } = device.record();
    // A browser that removed this record alone still holds the account.
    const accounts = isKnown ? (current === undefined ? [] : [current]) : await accountsIn(disk);
    for (const userId of accounts)
      if (userId !== device.record().wiping && (await account.open(userId, undefined))) {
        if (current === undefined) await device.keep({ ...device.record(), current: userId });
        return;
      }
    if (!isKnown) await device.keep(device.record());
    await check.run();
  };
  const started = (async () => {
    for (let tries = 1; !stopped; tries++)
      try {
        return await start();
      } catch {
        // A store ended while it was read; or storage is refused (private mode), and the app can still say so.
        await device.close();
        if (tries === START_TRIES) return account.becomeSignedOut();
        await new Promise<void>((resolve) => clock.setTimer(OPEN_AGAIN, resolve));
      }
  })();

  const answer = (tab: string, id: number, result: CommandResult<CommandName>): void => {
    if (stopped) return;
    // Tabs see the effect of a command before its answer.
    flush();
    emit({ type: 'answer', tab, id, result });
  };
  const run = async ({ tab, name, input }: TabCommand): Promise<CommandResult<CommandName>> => {
    if (name === 'connectNow') {
      wake('person');
      return { ok: true, value: {} };
    }
    if (account.session() === 'starting') await started;
    if (name === 'sessionChanged') return { ok: true, value: { signedIn: await checkNewSignIn() } };
    if (name === 'signOut') {
      const { force } = input as Commands['signOut']['in'];
      return { ok: true, value: await signOut({ api, disk, device, account, check }, force) };
    }
    return (await account.replica()?.run(tab, name, input)) ?? { ok: false, error: 'signed-out' };
  };
  const command = async (message: TabCommand): Promise<void> => {
    const { tab, id } = message;
    try {
      answer(tab, id, await run(message));
    } catch {
      // A bug or a disk that cannot be read; the tab must not wait for ever.
      answer(tab, id, { ok: false, error: 'failed' });
    }
  };

  emit({ type: 'ready', replica: `${device.record().number}` });

  return {
    receive: (message) => {
      if (stopped) return;
      switch (message.type) {
        case 'hello':
          goneName = message.goneName ?? goneName;
          return account.replica()?.nameGone();
        case 'bye':
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
      check.stop();
      await started;
      await account.close();
      await device.close();
    },
  };
};
