import { parseUserId } from '../../shared/ids/account.ts';
import { type ConversationId, kindOf, parseConversationId } from '../../shared/ids/conversation.ts';
import { DEFAULT_RIGHTS, parseRights } from '../../shared/permissions/group-rights.ts';
import type { Membership } from '../../shared/permissions/membership.ts';
import type { PersonFact, Role } from '../../shared/protocol/facts.ts';
import { type ChapterDeps, createKnownChapters, type KnownChapters } from './conversations/known-chapters.ts';
import { isRefused, type KnownConversation, membershipOf } from './conversations/known-conversation.ts';
import { type ConversationDeps, createConversationReader } from './conversations/read-conversation.ts';

export interface Directory extends KnownChapters {
  readonly ids: () => readonly ConversationId[];
  readonly get: (id: ConversationId) => KnownConversation | undefined;
  readonly person: (number: number) => PersonFact;
  /** Whether the server would let this device open the conversation's documents. */
  readonly isOpenable: (id: ConversationId) => boolean;
  /** The role by which the person may act now; undefined when they are not a member, or are leaving. */
  readonly roleIn: (id: ConversationId) => Role | undefined;
  /** All that decides what the person may do now. */
  readonly membershipIn: (id: ConversationId) => Membership | undefined;
  /** The one the server judges by, as far as it has said. */
  readonly judgedMembershipIn: (id: ConversationId) => Membership | undefined;
  /** Nothing written in it will be accepted: the person is not a member, or the server refused the conversation. */
  readonly isClosed: (id: ConversationId) => boolean;
}

export const createDirectory = (deps: ChapterDeps & ConversationDeps): Directory => {
  const { localState, me, myself } = deps;
  const { tables } = localState;
  const conversations = createConversationReader(deps);
  const person = (number: number): PersonFact =>
    number === me.number ? myself() : (localState.personByNumber(number) ?? { userId: '', number, name: '' });
  const membershipIn = (id: ConversationId): Membership | undefined => {
    const known = conversations.get(id);
    return known === undefined || known.state === 'left' || known.state === 'refused' ? undefined : membershipOf(known);
  };

  return {
    ...createKnownChapters(deps),
    ids: () => {
      const ids = new Set<ConversationId>();
      for (const key of [...tables.fact.keys(), ...tables.local.keys()]) {
        const id = parseConversationId(key);
        if (id !== undefined && tables.local.get(id)?.state !== 'cancelled') ids.add(id);
      }
      return [...ids];
    },
    get: conversations.get,
    person,
    isOpenable: (id) => {
      const fact = tables.fact.get(id);
      return fact === undefined ? tables.local.get(id)?.state === 'created' : fact.removedAt === undefined;
    },
    roleIn: (id) => membershipIn(id)?.role,
    membershipIn,
    judgedMembershipIn: (id) => {
      const kind = kindOf(id);
      const fact = tables.fact.get(id);
      if (fact !== undefined)
        return fact.removedAt === undefined
          ? { kind, role: conversations.judgedRole(fact), rights: parseRights(fact.rights) }
          : undefined;
      const local = tables.local.get(id);
      if (local === undefined || isRefused(local)) return undefined;
      return { kind, role: local.kind === 'group' ? 'owner' : 'member', rights: DEFAULT_RIGHTS };
    },
    isClosed: (id) => {
      const fact = tables.fact.get(id);
      if (fact !== undefined) return fact.removedAt !== undefined;
      const local = tables.local.get(id);
      return local === undefined || isRefused(local);
    },
  };
};

/** A person as a tab names them, checked. */
export const asPerson = (person: {
  readonly userId: string;
  readonly number: number;
  readonly name: string;
}): PersonFact | undefined =>
  parseUserId(person.userId) === undefined
    ? undefined
    : { userId: person.userId, number: person.number, name: person.name };
