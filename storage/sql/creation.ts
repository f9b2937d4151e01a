import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { NewConversation } from '../ports/conversations.ts';
import { type CreationFacts, type CreationPlan, peopleOf } from '../rules/decide-creation.ts';
import type { NewMember } from '../rules/group-plan.ts';
import { acquaintancesOf } from './group-facts.ts';
import { type InputsOf, type RowsOf, readRows, type Value } from './statements.ts';

const CONVERSATION = { conversation: 'text' } as const;

export const CREATION_READS = {
  existing: readRows<[ConversationId], { kind: 'direct' | 'group'; creator: UserId }>(
    CONVERSATION,
    (input) => `select c.kind, a.user_id as creator
     from ${input} join conversations c on c.public_id = input.conversation join accounts a on a.number = c.created_by`,
  ),
  people: readRows<[ConversationId], { user_id: UserId }>(
    CONVERSATION,
    (input) => `select a.user_id from ${input} join conversations c on c.public_id = input.conversation
     join memberships m on m.conversation = c.id join accounts a on a.number = m.account`,
  ),
  accounts: readRows<[UserId], { user_id: UserId; number: AccountNumber }>(
    { user_id: 'text' },
    (input) => `select a.user_id, a.number from ${input} join accounts a on a.user_id = input.user_id`,
  ),
};

export const creationInputs = (asked: NewConversation): InputsOf<typeof CREATION_READS> => ({
  existing: [[asked.id]],
  people: [[asked.id]],
  accounts: peopleOf(asked).map((userId): [UserId] => [userId]),
});
type CreationRows = RowsOf<typeof CREATION_READS>;

/** Pairs of members and the creator, where members who do not know the creator have to be asked. */
export const strangerInputs = (
  { members, createdBy, asksStrangers }: NewConversation,
  { existing }: CreationRows,
): readonly [UserId, UserId][] =>
  asksStrangers === true && existing.length === 0 ? members.map(({ userId }) => [userId, createdBy]) : [];

export const creationFacts = (
  { existing: [found], people, accounts }: CreationRows,
  strangers: Parameters<typeof acquaintancesOf>[0],
): CreationFacts => ({
  existing:
    found === undefined
      ? undefined
      : { kind: found.kind, creator: found.creator, people: new Set(people.map(({ user_id }) => user_id)) },
  accounts: new Map(accounts.map(({ user_id, number }) => [user_id, number])),
  acquaintances: acquaintancesOf(strangers),
});

/** A new conversation gets its id before its members are written. */
export const ADD_CONVERSATION = readRows<readonly Value[], { readonly id: number }>(
  {
    public_id: 'text',
    kind: 'text',
    created_by: 'integer',
    created_at: 'integer',
    title: 'text',
    large: 'integer',
    unanswered: 'integer',
    unheard: 'integer',
    changed: 'integer',
  },
  (input) => `insert into conversations
      (public_id, kind, created_by, created_at, title, large, unanswered, unheard, changed)
    select input.public_id, input.kind, input.created_by, input.created_at, input.title, input.large,
      input.unanswered, input.unheard, input.changed from ${input} returning id`,
);

export const newConversation = (
  { id, kind, name }: NewConversation,
  plan: CreationPlan,
  at: number,
  changed: number,
): readonly Value[] => [
  id,
  kind,
  plan.creator,
  at,
  name ?? null,
  plan.isLarge ? 1 : 0,
  plan.unanswered,
  plan.isUnheard ? 1 : 0,
  changed,
];

/** The members of a conversation without messages. */
export const firstMembers = (conversation: number, { members }: CreationPlan): NewMember[] =>
  members.map((member) => ({ ...member, conversation, seq: 0, fromChapter: 0, fromSeq: 0, change: 0 }));
