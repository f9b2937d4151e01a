import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { mayRename } from '../../../shared/permissions/table.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { DONE, fail } from '../../../shared/result.ts';
import { isAtMost, isSeen } from '../../../shared/text/parse-line.ts';
import { changeConversation } from './change-conversation.ts';
import type { ConversationDeps } from './conversation-commands.ts';
import { envelopeOf, type Outcome } from './writing.ts';

/** Gives a group a description, or removes it (an empty text): who may rename the group may. */
export const describeGroup = async (deps: ConversationDeps, id: ConversationId, given: string): Promise<Outcome> => {
  const text = given.normalize('NFC').trim();
  const membership = deps.directory.membershipIn(id);
  if (deps.directory.get(id) === undefined) return fail('unknown');
  if (membership === undefined || !mayRename(membership)) return fail('not-allowed');
  if (!isAtMost(text, LIMITS.topicCharacters)) return fail('too-long');
  if (text !== '' && !isSeen(text)) return DONE;
  return changeConversation(deps, id, { root: 'profile', key: 'topic' }, text, () =>
    envelopeOf(deps, 'profile', text === '' ? { kind: 'deletion' } : { kind: 'text', text }),
  );
};
