import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { mayRename } from '../../../shared/permissions/table.ts';
import { fail } from '../../../shared/result.ts';
import type { OwnProfile } from '../account/own-profile.ts';
import { changeConversation } from './change-conversation.ts';
import type { ConversationDeps } from './conversation-commands.ts';
import { envelopeOf, type Outcome } from './writing.ts';

/** Gives a group a picture, or takes it away (undefined); who may rename it may. */
export const setGroupPicture = async (
  deps: ConversationDeps & { readonly profile: OwnProfile },
  id: ConversationId,
  bytes: Uint8Array | undefined,
): Promise<Outcome> => {
  const membership = deps.directory.membershipIn(id);
  if (deps.directory.get(id) === undefined) return fail('unknown');
  if (membership === undefined || !mayRename(membership)) return fail('not-allowed');
  const hash = bytes === undefined ? '' : await deps.profile.keepPicture(bytes, id);
  if (hash === undefined) return fail('failed');
  return changeConversation(deps, id, { root: 'profile', key: 'picture' }, hash, () =>
    envelopeOf(deps, 'profile', { kind: 'picture', hash }),
  );
};
