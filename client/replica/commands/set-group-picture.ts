import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { mayRename } from '../../../shared/permissions/table.ts';
import type { AccountReplica } from '../account-replica.ts';
import { changeConversation } from './conversation-commands.ts';
import { type Done, envelopeOf } from './writing.ts';

/** Gives a group a picture, or takes it away (undefined); who may rename it may. */
export const setGroupPicture = async (
  { commands, profile }: Pick<AccountReplica, 'commands' | 'profile'>,
  id: ConversationId,
  bytes: Uint8Array | undefined,
): Promise<Done> => {
  const membership = commands.directory.membershipIn(id);
  if (commands.directory.get(id) === undefined) return 'unknown';
  if (membership === undefined || !mayRename(membership)) return 'not-allowed';
  const hash = bytes === undefined ? '' : await profile.keepPicture(bytes, id);
  if (hash === undefined) return 'failed';
  return changeConversation(commands, id, { root: 'profile', key: 'picture' }, hash, () =>
    envelopeOf(commands, { kind: 'picture', hash }),
  );
};
