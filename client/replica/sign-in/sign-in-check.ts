import { parseUserId } from '../../../shared/ids/account.ts';
import type { Me } from '../../../shared/protocol/http.ts';
import type { Api, ApiFailure, Clock, Disk } from '../ports.ts';
import type { CurrentAccount } from './current-account.ts';
import type { DeviceKeeper } from './device-keeper.ts';
import { finishWipe } from './finish-wipe.ts';

/** Without a network and without an account the sign-in is checked again after this. ms */
const CHECK_AGAIN_AFTER = 5_000;
/** Tabs that wake together cause one check. ms */
const CHECKS_APART = 1_000;

/** Asks the server who is signed in, and switches to that account. */
export interface SignInCheck {
  /** Checks, or joins the check that is under way. Resolves with whether the account that is shown is signed in. */
  readonly run: () => Promise<boolean>;
  /** Replaces a request that is under way: it may hang, or have been sent before somebody signed in. */
  readonly restart: () => Promise<boolean>;
  /** As `restart`, unless it was called just now. */
  readonly wake: () => void;
  /** While a person signs out, a check does nothing. */
  readonly setSigningOut: (on: boolean) => void;
  /** Checks once more after the check that is under way. */
  readonly runAgain: () => void;
  readonly stop: () => void;
}

export const createSignInCheck = (deps: {
  readonly api: Api;
  readonly clock: Clock;
  readonly disk: Disk;
  readonly device: DeviceKeeper;
  readonly account: CurrentAccount;
  readonly isStopped: () => boolean;
}): SignInCheck => {
  const { api, clock, disk, device, account, isStopped } = deps;
  let checking: Promise<boolean> | undefined;
  let request = new AbortController();
  let checkedAt = Number.NEGATIVE_INFINITY;
  let cancelNext: (() => void) | undefined;
  let isSigningOut = false;

  const scheduleNext = (): void => {
    cancelNext = clock.setTimer(CHECK_AGAIN_AFTER, () => void run());
  };
  const becomeSignedOut = (): void => {
    if (account.session() !== 'signed-out') account.becomeSignedOut();
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
  const switchTo = async (me: Me): Promise<boolean> => {
    if (parseUserId(me.userId) === undefined) return false;
    if (account.replica()?.userId === me.userId) {
      await account.clearEnd();
      account.replica()?.wake();
      return true;
    }
    await account.close();
    // Leftovers of the same account are empty, and are removed before it is opened.
    const { wiping, ...rest } = device.record();
    await device.keep({ ...rest, current: me.userId, ...(wiping === me.userId ? {} : { wiping }) });
    await account.open(me.userId, me);
    return true;
  };
  const stayAsBefore = async (error: ApiFailure): Promise<boolean> => {
    // Signed in here and not on the server: local work continues, and the session says that signing in is needed.
    if (account.replica() !== undefined) {
      if (error.kind === 'signed-out') await account.noteEnd(error.code);
      account.replica()?.wake();
      return false;
    }
    becomeSignedOut();
    if (error.kind === 'offline' || device.record().wiping !== undefined) scheduleNext();
    return false;
  };
  const check = async (): Promise<boolean> => {
    cancelNext?.();
    if (isSigningOut) return false;
    const wiped = finishWipe(disk, device);
    if (account.replica() === undefined) await wiped;
    if (!(await hasSignedOut())) {
      if (isStopped()) return false;
      becomeSignedOut();
      scheduleNext();
      return false;
    }
    const result = await api.me({ signal: request.signal });
    if (isStopped() || isSigningOut) return false;
    return result.ok ? switchTo(result.value) : stayAsBefore(result.error);
  };
  const run = (): Promise<boolean> => {
    checking ??= check().finally(() => {
      checking = undefined;
    });
    return checking;
  };
  const restart = async (): Promise<boolean> => {
    checkedAt = clock.monotonic();
    request.abort();
    request = new AbortController();
    await checking;
    return run();
  };

  return {
    run,
    restart,
    wake: () => {
      if (clock.monotonic() - checkedAt >= CHECKS_APART) void restart();
    },
    setSigningOut: (on) => {
      isSigningOut = on;
    },
    runAgain: () => void Promise.resolve(checking).then(run),
    stop: () => cancelNext?.(),
  };
};
