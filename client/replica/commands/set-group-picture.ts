import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { mayRename } from '../../../shared/permissions/table.ts';
import type { OwnProfile } from '../account/own-profile.ts';
import { type ConversationDeps, changeConversation } from './conversation-commands.ts';
import { type Done, envelopeOf } from './writing.ts';

/** Gives a group a picture, or takes it away (undefined); who may rename it may. */
export const setGroupPicture = async (
  deps: ConversationDeps & { readonly profile: OwnProfile },
  id: ConversationId,
  bytes: Uint8Array | undefined,
): Promise<Done> => {
  const membership = deps.directory.membershipIn(id);
  if (deps.directory.get(id) === undefined) return 'unknown';
  if (membership === undefined || !mayRename(membership)) return 'not-allowed';
  const hash = bytes === undefined ? '' : await deps.profile.keepPicture(bytes, id);
  if (hash === undefined) return 'failed';
  return changeConversation(deps, id, { root: 'profile', key: 'picture' }, hash, () =>
    envelopeOf(deps, { kind: 'picture', hash }),
  );
};
