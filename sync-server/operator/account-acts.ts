import { randomUUID } from 'node:crypto';
import { TOKEN_LIMITS } from '../../shared/protocol/limits.ts';
import { parsePersonName } from '../../shared/text/parse-line.ts';
import type { Invitations } from '../../storage/ports/invitations.ts';
import type { Leaving } from '../../storage/ports/leaving.ts';
import type { People } from '../../storage/ports/people.ts';
import type { Administrators } from '../sign-in/administrators.ts';
import type { Auth } from '../sign-in/auth.ts';
import type { ProgramTokens } from '../sign-in/program-tokens.ts';
import type { ResetLinks } from '../sign-in/reset-links.ts';
import { makeToken, tokenHash } from '../sign-in/tokens.ts';
import { type AccountChangeDependencies, createAccountChanges } from './account-changes.ts';
import { done, type OperatorAct, type OperatorAnswer, refused } from './acts.ts';
import type { FoundAccount } from './find-account.ts';

const HOUR_SECONDS = 3_600;
const DAY_MS = 24 * HOUR_SECONDS * 1_000;

export interface AccountActDependencies extends AccountChangeDependencies {
  readonly facts: Pick<Invitations, 'createInvitation' | 'removeInvitation'> & Pick<People, 'contacts'>;
  readonly leaving: Pick<Leaving, 'ownedGroups' | 'removeAccount'>;
  readonly auth: Auth;
  readonly administrators: Administrators;
  readonly resetLinks: ResetLinks;
  readonly programTokens: Pick<ProgramTokens, 'make' | 'ofAccount' | 'remove'>;
  readonly findAccount: (who: string) => Promise<FoundAccount | undefined>;
  /** Where people open the server. */
  readonly url: () => string;
}

type AccountAct = Exclude<OperatorAct, { act: 'compact' | 'collect' }>;
type Of<Name extends AccountAct['act']> = Extract<AccountAct, { act: Name }>;

const until = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** What the person who runs the server does with accounts and invitations. */
export const createAccountActs = (deps: AccountActDependencies) => {
  const { administrators, facts, findAccount, now } = deps;
  const changes = createAccountChanges(deps);
  const named = ({ name, email }: FoundAccount): string => `${name} <${email}>`;

  const onlyAdministrator = (account: FoundAccount): OperatorAnswer =>
    refused(`${named(account)} is the only administrator; promote somebody else first.`);

  const invite = async ({ days, uses, by }: Of<'invite'>): Promise<OperatorAnswer> => {
    const [first] = [...(await administrators.ids())].sort();
    const host = by ?? first;
    if (host === undefined)
      return refused('There is no administrator yet; open the set-up link that the server prints when it starts.');
    const account = await findAccount(host);
    if (account === undefined) return refused(`There is no account ${host}.`);
    const token = makeToken();
    const invitation = { invitationId: randomUUID(), expiresAt: now() + days * DAY_MS, uses };
    await facts.createInvitation({ ...invitation, token: tokenHash(token), by: account.userId, at: now() });
    return done(
      `${deps.url()}/join-server#${token}`,
      `Invitation ${invitation.invitationId} from ${account.name}: ${uses === 1 ? 'one use' : `${uses} uses`}, until ${until(invitation.expiresAt)}.`,
    );
  };

  const promote = async (account: FoundAccount, isAdministrator: boolean): Promise<OperatorAnswer> => {
    if (isAdministrator) await administrators.set(account.userId, true);
    else if (!(await administrators.takeAway(account.userId))) return onlyAdministrator(account);
    return done(`${named(account)} is ${isAdministrator ? 'an administrator' : 'no administrator'} now.`);
  };

  const disable = async (account: FoundAccount, isDisabled: boolean): Promise<OperatorAnswer> => {
    if ((await changes.setDisabled(account.userId, isDisabled)) === 'last-administrator')
      return onlyAdministrator(account);
    return done(
      isDisabled
        ? `${named(account)} is signed out everywhere and cannot sign in. What they wrote stays.`
        : `${named(account)} can sign in again.`,
    );
  };

  const remove = async (account: FoundAccount, messages: boolean): Promise<OperatorAnswer> => {
    const outcome = await changes.remove(account, messages);
    if (outcome === 'last-administrator') return onlyAdministrator(account);
    if (outcome === 'last-owner')
      return refused(
        `${named(account)} owns groups with other members; their ownership must be transferred first:`,
        ...(await deps.leaving.ownedGroups(account.userId)).map(({ id, name }) => `  ${id} ${name ?? ''}`.trimEnd()),
      );
    return done(
      `Deleted the account of ${named(account)}${messages ? ', and everything they wrote' : '; what they wrote stays'}.`,
    );
  };

  const resetPassword = async (account: FoundAccount, hours: number): Promise<OperatorAnswer> => {
    const { token, expiresAt } = await deps.resetLinks.make(account.userId, hours * HOUR_SECONDS);
    return done(
      `${deps.url()}/reset#${token}`,
      `With this link ${named(account)} chooses a new password, once, until ${until(expiresAt)}.`,
    );
  };

  const makeProgramToken = async (account: FoundAccount, { name, access }: Of<'token'>): Promise<OperatorAnswer> => {
    const parsed = parsePersonName(name);
    if (parsed === undefined) return refused('A token needs a name of 1 to 80 characters.');
    const created = await deps.programTokens.make({ userId: account.userId, name: parsed, access });
    if (created === undefined)
      return refused(`${named(account)} has ${TOKEN_LIMITS.tokensOfAccount} tokens; revoke some first.`);
    const may = access === 'read' ? 'reads' : 'reads and writes';
    return done(created.token, `A program with this token ${may} as ${named(account)}. It is not shown again.`);
  };

  return async (act: AccountAct): Promise<OperatorAnswer> => {
    if (act.act === 'invite') return invite(act);
    if (act.act === 'revoke-invitation')
      return (await facts.removeInvitation(act.invitationId))
        ? done(`Revoked the invitation ${act.invitationId}.`)
        : refused(`There is no invitation ${act.invitationId}.`);
    const account = await findAccount(act.who);
    if (account === undefined)
      return refused(`There is no account ${act.who}; name it by email address, username or user id.`);
    switch (act.act) {
      case 'promote':
        return promote(account, act.administrator);
      case 'disable':
        return disable(account, act.disabled);
      case 'delete':
        return remove(account, act.messages);
      case 'reset-password':
        return resetPassword(account, act.hours);
      case 'token':
        return makeProgramToken(account, act);
      case 'revoke-sessions':
        await changes.revokeSessions(account.userId);
        return done(`${named(account)} is signed out on all devices, and programs with tokens of theirs are, too.`);
    }
  };
};
