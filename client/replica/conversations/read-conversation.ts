import type { UserId } from '../../../shared/ids/account.ts';
import { type ConversationId, directIdOf } from '../../../shared/ids/conversation.ts';
import type { PersonFact, Role } from '../../../shared/protocol/facts.ts';
import type { LocalState } from '../local-state.ts';
import { type ExpectedMembers, expectMembers } from '../outbox/expected-members.ts';
import type { OptimisticState } from '../outbox/optimistic-state.ts';
import type { FactRecord } from '../records.ts';
import { pictureOf, settingsOf, titleOf } from './expected-settings.ts';
import { isRefused, type KnownConversation, type KnownMember, LOCAL_STATE } from './known-conversation.ts';

export interface ConversationDeps {
  readonly localState: LocalState;
  readonly me: { readonly userId: UserId; readonly number: number };
  readonly myself: () => PersonFact;
  /** Who sends no read receipts sees none. */
  readonly readReceipts: () => boolean;
  readonly optimistic: Pick<OptimisticState, 'commands' | 'changes'>;
}

export interface ConversationReader {
  readonly get: (id: ConversationId) => KnownConversation | undefined;
  /** The role that the server knows, without what waits for it. */
  readonly judgedRole: (fact: FactRecord) => Role;
}

/** Reads a conversation from facts, or from what was made here, as it will be once the server takes what waits. */
export const createConversationReader = (deps: ConversationDeps): ConversationReader => {
  const { localState, me, myself, optimistic } = deps;
  const { tables } = localState;
  const notes = directIdOf(me.userId, me.userId);

  const readHere = (id: string): number => tables.marks.get(id)?.read ?? 0;

  const expect = (id: string, members: readonly KnownMember[], asking: FactRecord['requests']): ExpectedMembers =>
    expectMembers(
      members,
      optimistic.commands().filter((command) => 'conversationId' in command && command.conversationId === id),
      me.userId,
      asking,
    );
  const roleOf = (members: readonly KnownMember[]): Role =>
    members.find(({ person: one }) => one.number === me.number)?.role ?? 'member';

  const membersOf = (fact: FactRecord): KnownMember[] =>
    fact.members
      .filter((member) => member.removedAt === undefined)
      .map(({ userId, number, role }) => {
        const known = number === me.number ? myself() : tables.person.get(userId);
        return { person: known ?? { userId, number, name: '' }, role, waiting: false };
      });

  const removalOf = ({ removedAt, removedBy, deleted }: FactRecord): KnownConversation['removal'] =>
    removedAt === undefined || removedBy === undefined
      ? undefined
      : { by: removedBy === me.number ? undefined : removedBy, at: removedAt, deleted: deleted === true };
  /** Without those who are answered already. */
  const unanswered = (id: ConversationId, { requests }: FactRecord): FactRecord['requests'] =>
    requests.length === 0
      ? requests
      : requests.filter(
          ({ userId }) =>
            !optimistic
              .commands()
              .some((one) => one.kind === 'answer-request' && one.conversationId === id && one.userId === userId),
        );

  const fromFact = (id: ConversationId): KnownConversation | undefined => {
    const fact = tables.fact.get(id);
    if (fact === undefined) return undefined;
    const changes = optimistic.changes(id);
    const kind = id === notes ? 'notes' : fact.kind;
    const { members, leaving } = expect(id, membersOf(fact), fact.requests);
    const peer = kind === 'direct' ? members.find(({ person: one }) => one.number !== me.number)?.person : undefined;
    return {
      id,
      kind,
      title: titleOf(changes, fact.name, peer),
      peer,
      picture: pictureOf(changes, fact.picture, peer),
      state: fact.removedAt === undefined && leaving === undefined ? 'ready' : 'left',
      role: roleOf(members),
      members,
      ...settingsOf(changes, fact.rights, fact.history),
      requests: unanswered(id, fact),
      removal: leaving === undefined ? removalOf(fact) : { by: undefined, at: leaving.at, deleted: leaving.deleted },
      lost: fact.lost !== undefined,
      createdAt: fact.createdAt,
      seq: fact.seq,
      marks: {
        delivered: fact.allDelivered,
        read: deps.readReceipts() ? fact.allRead : 0,
        instead: fact.lost === undefined ? undefined : 'not-sent',
      },
      read: Math.max(fact.read, readHere(id)),
    };
  };

  const fromHere = (id: ConversationId): KnownConversation | undefined => {
    const local = tables.local.get(id);
    if (local === undefined) return undefined;
    const changes = optimistic.changes(id);
    const kind = id === notes ? 'notes' : local.kind;
    const role: Role = local.kind === 'group' ? 'owner' : 'member';
    const made: KnownMember[] = [
      { person: myself(), role, waiting: false },
      ...local.people.map((one): KnownMember => ({ person: one, role: 'member', waiting: false })),
    ];
    const { members, leaving } = expect(id, made, []);
    const peer = kind === 'direct' ? local.people[0] : undefined;
    return {
      id,
      kind,
      title: titleOf(changes, local.name, peer),
      peer,
      picture: pictureOf(changes, undefined, peer),
      state: leaving === undefined || isRefused(local) ? LOCAL_STATE[local.state] : 'left',
      role: roleOf(members),
      members,
      ...settingsOf(changes, {}, 'all'),
      requests: [],
      removal: undefined,
      lost: false,
      createdAt: local.createdAt,
      seq: 0,
      marks: { delivered: 0, read: 0, instead: isRefused(local) ? 'not-sent' : 'saved' },
      read: readHere(id),
    };
  };

  return { get: (id) => fromFact(id) ?? fromHere(id), judgedRole: (fact) => roleOf(membersOf(fact)) };
};
