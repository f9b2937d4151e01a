import { DONE, fail } from '../../../shared/result.ts';
import type { Commands } from '../../channel/commands.ts';
import type { AccountKeeper } from '../account/account-keeper.ts';
import { raisedKey } from '../account/account-state.ts';
import { type ArrangeDeps, arrange } from '../account/arrange.ts';
import type { PersonEvent } from '../account-replica/events.ts';
import type { Outcome, WritingDeps } from './writing.ts';

/** Hides from the person what the server has of a conversation by now. What waits here to be sent stays. */
export const clearConversation = async (
  deps: WritingDeps & {
    readonly account: AccountKeeper;
    readonly expiry: ArrangeDeps['expiry'];
    readonly emit: (event: PersonEvent) => void;
  },
  { conversationId: id, remove }: Commands['clear']['in'],
): Promise<Outcome> => {
  const { account, directory, device } = deps;
  const known = directory.get(id);
  if (known === undefined) return fail('unknown');
  if (remove) await arrange(deps, id, { archived: false, pinned: false, markedUnread: false });
  const written = await account.write((doc) => {
    const preferences = doc.getMap('preferences');
    if (known.seq > account.state.clearedTo(id)) preferences.set(raisedKey('clear', id, device), known.seq);
    // A conversation in which nothing was said can be removed too.
    if (remove) preferences.set(raisedKey('remove', id, device), Math.max(1, known.seq));
  });
  if (!written) return fail('failed');
  deps.emit({ type: 'messages-read', id, seq: undefined });
  return DONE;
};
