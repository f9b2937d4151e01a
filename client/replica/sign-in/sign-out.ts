import type { Commands } from '../../channel/commands.ts';
import type { Api, Disk } from '../ports.ts';
import type { CurrentAccount } from './current-account.ts';
import type { DeviceKeeper } from './device-keeper.ts';
import { finishWipe } from './finish-wipe.ts';
import type { SignInCheck } from './sign-in-check.ts';

/**
 * Signs out and removes the account from this device.
 * @param force also when something is unsent
 */
export const signOut = async (
  deps: {
    readonly api: Api;
    readonly disk: Disk;
    readonly device: DeviceKeeper;
    readonly account: CurrentAccount;
    readonly check: SignInCheck;
  },
  force: boolean,
): Promise<Commands['signOut']['out']> => {
  const { api, disk, device, account, check } = deps;
  const leaving = account.replica();
  if (leaving === undefined) return { done: true, unsent: 0 };
  // What cannot be counted now cannot be saved either.
  const unsent = leaving.unsent() + (force ? 0 : await leaving.attached().catch(() => 0));
  if (unsent > 0 && !force) return { done: false, unsent };
  const { userId, localState } = leaving;
  const { number } = device.record();
  let isLeft = false;
  check.setSigningOut(true);
  try {
    // First of all: whatever interrupts the rest, the next start finishes it. The second note goes with the account itself.
    await device.keep({ number, signingOut: true, wiping: userId });
    await localState.commit([], { ...localState.session(), leaving: true });
    const told = await api.signOut();
    isLeft = !told.ok && told.error.retry;
    const names = leaving.databases();
    await account.close();
    await device.keep({ number, wiping: userId, ...(isLeft ? { signingOut: true } : {}) });
    await finishWipe(disk, device, names);
  } finally {
    check.setSigningOut(false);
  }
  account.becomeSignedOut();
  // The check that is under way was told to do nothing.
  if (isLeft || device.record().wiping !== undefined) check.runAgain();
  return { done: true, unsent };
};
