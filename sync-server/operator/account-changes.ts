import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { Leaving } from '../../storage/ports/leaving.ts';
import type { People } from '../../storage/ports/people.ts';
import type { Announce } from '../cluster/announce.ts';
import type { Log } from '../log.ts';
import type { Administrators } from '../sign-in/administrators.ts';
import type { Auth } from '../sign-in/auth.ts';
import type { ProgramTokens } from '../sign-in/program-tokens.ts';

export interface AccountChangeDependencies {
  readonly facts: Pick<People, 'contacts'>;
  readonly leaving: Pick<Leaving, 'removeAccount'>;
  readonly auth: Pick<Auth, '$context'>;
  readonly administrators: Pick<Administrators, 'inTurn' | 'isLast' | 'set'>;
  readonly endSignIn: (userId: string) => Promise<void>;
  readonly programTokens: Pick<ProgramTokens, 'ofAccount' | 'remove'>;
  readonly announce: Pick<Announce, 'membersChanged' | 'notify'>;
  readonly erase: () => void;
  readonly now: () => number;
  readonly log: Log;
}

/** Disabling and deleting accounts, whoever asked for it. */
export const createAccountChanges = (deps: AccountChangeDependencies) => {
  const { administrators, auth, log, programTokens } = deps;

  const revokeSessions = async (userId: UserId): Promise<void> => {
    const { internalAdapter } = await auth.$context;
    await internalAdapter.deleteUserSessions(userId);
    await programTokens.remove(await programTokens.ofAccount(userId));
  };

  const setDisabled = async (userId: UserId, disabled: boolean): Promise<'done' | 'last-administrator'> => {
    const { adapter } = await auth.$context;
    const isSet = await administrators.inTurn(async () => {
      if (disabled && (await administrators.isLast(userId))) return false;
      // First the mark: nobody signs in between.
      await adapter.update({ model: 'user', where: [{ field: 'id', value: userId }], update: { disabled } });
      return true;
    });
    if (!isSet) return 'last-administrator';
    if (disabled) await revokeSessions(userId);
    return 'done';
  };

  const disabledIds = async (): Promise<ReadonlySet<string>> => {
    const { adapter } = await auth.$context;
    const where = [{ field: 'disabled', value: true }];
    return new Set((await adapter.findMany<{ id: string }>({ model: 'user', where })).map(({ id }) => id));
  };

  /** @param messages whether everything they wrote goes, too */
  const remove = async (
    { userId, number }: { readonly userId: UserId; readonly number: AccountNumber },
    messages: boolean,
  ): Promise<'done' | 'last-administrator' | 'last-owner'> => {
    const contacts = await deps.facts.contacts([userId]);
    const tokens = await programTokens.ofAccount(userId);
    const left = await administrators.inTurn(async () => {
      if (await administrators.isLast(userId)) return 'administrator';
      const outcome = await deps.leaving.removeAccount({ userId, messages, at: deps.now() });
      // The mark goes with the sign-in, a moment later: nobody may count on it meanwhile.
      if (outcome !== 'owner') await administrators.set(userId, false);
      return outcome;
    });
    if (left === 'administrator') return 'last-administrator';
    if (left === 'owner') return 'last-owner';
    log.info('account-deleted', { account: number });
    // From here on everything is repeated until it is done, also after a crash; signing in must be over at once.
    await deps.endSignIn(userId).catch((error: unknown) => log.error('sign-in-not-ended', { error }));
    await programTokens.remove(tokens);
    for (const id of left ?? []) deps.announce.membersChanged(id);
    deps.announce.notify(contacts);
    deps.erase();
    return 'done';
  };

  return { revokeSessions, setDisabled, disabledIds, remove };
};
export type AccountChanges = ReturnType<typeof createAccountChanges>;
