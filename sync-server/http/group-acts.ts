import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { GroupLinks, JoinOutcome } from '../../storage/ports/group-links.ts';
import type { MemberAct, MemberOutcome, Memberships } from '../../storage/ports/memberships.ts';
import type { Announce } from '../cluster/announce.ts';

/** What is done to groups, with what everybody concerned is told afterwards. */
export const createGroupActs = (
  facts: Pick<Memberships, 'act'> & Pick<GroupLinks, 'join' | 'answerRequest'>,
  announce: Pick<Announce, 'notify' | 'membersChanged' | 'removed' | 'groupDeleted'>,
  now: () => number,
) => {
  const tell = (id: ConversationId, outcome: MemberOutcome | JoinOutcome): void => {
    if (outcome.kind !== 'done' || !outcome.changed) return;
    announce.membersChanged(id);
    for (const userId of outcome.gone) announce.removed(id, userId);
    announce.notify(outcome.told);
  };
  return {
    act: async (id: ConversationId, by: UserId, act: MemberAct): Promise<MemberOutcome> => {
      const outcome = await facts.act(id, by, act, now());
      tell(id, outcome);
      if (act.kind === 'delete-group' && outcome.kind === 'done' && outcome.changed) {
        announce.removed(id);
        announce.groupDeleted();
      }
      return outcome;
    },
    join: async (digest: Uint8Array, userId: UserId): Promise<JoinOutcome> => {
      const outcome = await facts.join(digest, userId, now());
      if (outcome.kind === 'done') tell(outcome.conversationId, outcome);
      return outcome;
    },
    answerRequest: async (id: ConversationId, by: UserId, who: UserId, accept: boolean): Promise<MemberOutcome> => {
      const outcome = await facts.answerRequest(id, by, who, accept, now());
      tell(id, outcome);
      return outcome;
    },
  };
};
export type GroupActs = ReturnType<typeof createGroupActs>;
