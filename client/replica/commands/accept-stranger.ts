import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { DONE, fail } from '../../../shared/result.ts';
import type { AccountKeeper } from '../account/account-keeper.ts';
import { declinedKey } from '../account/account-state.ts';
import type { Contacts } from '../account/contacts.ts';
import type { ConversationDeps } from './conversation-commands.ts';
import type { Outcome } from './writing.ts';

export interface ContactDeps extends ConversationDeps {
  readonly contacts: Contacts;
  readonly account: AccountKeeper;
}

export const unmarkDeclined = async ({ account }: Pick<ContactDeps, 'account'>, id: ConversationId): Promise<boolean> =>
  !account.state.isDeclined(id) || account.write((doc) => doc.getMap('contacts').delete(declinedKey(id)));

/** From now on they know each other. Writing to somebody says the same. */
export const acceptStranger = async (
  deps: Pick<ContactDeps, 'account' | 'contacts' | 'outbox'>,
  id: ConversationId,
): Promise<Outcome> => {
  const unmarked = await unmarkDeclined(deps, id);
  if (deps.contacts.request(id) !== 'incoming') return unmarked ? DONE : fail('failed');
  const kept = await deps.outbox.add({ kind: 'accept-stranger', conversationId: id });
  return kept && unmarked ? DONE : fail('failed');
};
