import { DEFAULT_RIGHTS } from '../../../shared/permissions/group-rights.ts';
import { mayAddMembers, mayCallEveryone, mayChangeSettings, mayRename } from '../../../shared/permissions/table.ts';
import type { Disappearing } from '../../../shared/protocol/disappearing.ts';
import type { ConversationView, PinnedMessage } from '../../channel/projections.ts';
import type { KnownConversation } from '../directory.ts';

export interface ViewSources {
  readonly known: KnownConversation;
  readonly me: number;
  /** Who else has it on screen, with whether they are writing. */
  readonly others: ReadonlyMap<number, boolean>;
  readonly disappear: Disappearing;
  readonly pins: readonly PinnedMessage[];
  readonly mentionSeqs: readonly number[];
}

export const toConversationView = ({ known, me, others, ...rest }: ViewSources): ConversationView => {
  const active = known.state === 'ready' || known.state === 'waiting';
  const kind = known.kind === 'group' ? 'group' : 'direct';
  const members = known.members.map(({ person, role }) => ({
    ...person,
    role,
    own: person.number === me,
    online: others.has(person.number),
    seenAt: person.seenAt,
    may: { remove: false, promote: false, demote: false, handOver: false },
    waiting: false,
  }));
  return {
    id: known.id,
    kind: known.kind,
    title: known.title,
    peer: known.peer,
    state: known.state,
    role: known.role,
    members,
    typing: members.filter(({ number }) => others.get(number) === true).map(({ name }) => name),
    online: members.filter(({ online }) => online).length,
    mayRename: active && mayRename(kind, known.role),
    mayAdd: active && mayAddMembers(kind, known.role),
    maySettings: active && mayChangeSettings(kind, known.role),
    mayPin: active && mayChangeSettings(kind, known.role),
    mayCallEveryone: active && mayCallEveryone(kind, known.role),
    mayPost: active,
    picture: known.peer?.picture,
    rights: DEFAULT_RIGHTS,
    history: 'all',
    may: { leave: false, deleteGroup: false, invite: false, changeRights: [] },
    requests: [],
    removal: undefined,
    request: undefined,
    blocked: false,
    ...rest,
  };
};
