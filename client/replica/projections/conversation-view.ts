import { isWebhookId } from '../../../shared/ids/account.ts';
import { type MemberAction, mayAct } from '../../../shared/permissions/member-actions.ts';
import {
  changeableRights,
  mayCallEveryone,
  mayChangeSettings,
  mayPin,
  mayPost,
  mayRename,
} from '../../../shared/permissions/table.ts';
import type { Disappearing } from '../../../shared/protocol/conversation-settings.ts';
import type { Role } from '../../../shared/protocol/facts.ts';
import type { ConversationView, MemberRow } from '../../channel/conversation-view.ts';
import type { PinnedMessage } from '../../channel/timeline-view.ts';
import { type KnownConversation, membershipOf } from '../conversations/known-conversation.ts';

export interface ViewSources {
  readonly known: KnownConversation;
  readonly me: number;
  readonly nameOf: (number: number) => string;
  /** Who else has it on screen, and whether they are typing. */
  readonly others: ReadonlyMap<number, boolean>;
  readonly disappear: Disappearing;
  readonly topic: string | undefined;
  readonly pins: readonly PinnedMessage[];
  readonly mentionSeqs: readonly number[];
  readonly request: ConversationView['request'];
  readonly addedBy: ConversationView['addedBy'];
  readonly isBlocked: (number: number) => boolean;
  /** The person has said enough to somebody who has not answered. */
  readonly isPatient: boolean;
  readonly sharedGroups: number;
}

export const toConversationView = ({
  known,
  me,
  nameOf,
  others,
  isBlocked,
  isPatient,
  ...rest
}: ViewSources): ConversationView => {
  const active = known.state === 'ready' || known.state === 'waiting';
  const membership = membershipOf(known);
  const may = (action: MemberAction, target?: Role): boolean =>
    active && membership.kind === 'group' && mayAct(action, known.role, target, known.rights);
  // A person who left is not told who the members are now.
  const inside = known.state === 'left' ? [] : known.members;
  const members = inside.map(({ person, role, waiting }): MemberRow => {
    const own = person.number === me;
    // With a webhook nothing is done but removing it.
    const mayDo = (action: MemberAction): boolean =>
      !own && (action === 'remove' || !isWebhookId(person.userId)) && may(action, role);
    return {
      ...person,
      blocked: isBlocked(person.number) ? true : undefined,
      role,
      own,
      online: others.has(person.number),
      seenAt: person.seenAt,
      may: {
        remove: mayDo('remove'),
        makeAdmin: mayDo('make-admin'),
        removeAdmin: mayDo('remove-admin'),
        transfer: mayDo('transfer'),
      },
      waiting,
    };
  });
  const blocked = known.kind === 'direct' && known.peer !== undefined && isBlocked(known.peer.number);
  return {
    id: known.id,
    kind: known.kind,
    title: known.title,
    peer: known.peer,
    state: known.state,
    lost: known.lost ? (known.members.find(({ role }) => role === 'owner')?.person.name ?? '') : undefined,
    role: known.role,
    members,
    typing: members.filter(({ number }) => others.get(number) === true).map(({ name }) => name),
    online: members.filter(({ online }) => online).length,
    mayRename: active && mayRename(membership),
    mayAdd: may('add'),
    maySettings: active && mayChangeSettings(membership),
    mayPin: active && mayPin(membership),
    mayCallEveryone: active && mayCallEveryone(membership),
    mayPost: active && mayPost(membership) && !blocked && !isPatient && known.peer?.gone !== true,
    picture: known.picture,
    rights: known.rights,
    history: known.history,
    may: {
      leave: may('leave'),
      deleteGroup: may('delete-group'),
      invite: may('invite'),
      changeRights: active ? changeableRights(membership) : [],
    },
    requests: may('answer-request') ? known.requests : [],
    removal:
      known.removal === undefined
        ? undefined
        : { ...known.removal, by: known.removal.by === undefined ? undefined : nameOf(known.removal.by) },
    blocked,
    ...rest,
  };
};
