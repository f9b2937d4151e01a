import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { mayRename } from '../../../shared/permissions/table.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { DONE, fail } from '../../../shared/result.ts';
import { withoutHidden } from '../../../shared/text/hidden-characters.ts';
import { changeConversation } from './change-conversation.ts';
import type { ConversationDeps } from './conversation-commands.ts';
import { envelopeOf, type Outcome } from './writing.ts';

export const renameConversation = async (
  deps: ConversationDeps,
  id: ConversationId,
  given: string,
): Promise<Outcome> => {
  const name = withoutHidden(given).trim();
  const membership = deps.directory.membershipIn(id);
  if (deps.directory.get(id) === undefined) return fail('unknown');
  if (membership === undefined || !mayRename(membership)) return fail('not-allowed');
  if (name === '') return fail('empty');
  if ([...name].length > LIMITS.nameCharacters) return fail('too-long');
  if (deps.directory.get(id)?.title === name) return DONE;
  return changeConversation(deps, id, { root: 'profile', key: 'name' }, name, () =>
    envelopeOf(deps, 'profile', { kind: 'name', text: name }),
  );
};
