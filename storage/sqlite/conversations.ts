import type { Conversations, NewConversation } from '../ports/conversations.ts';
import { type CreationFacts, decideCreation, peopleOf } from '../rules/decide-creation.ts';
import { emptyPlan } from '../rules/group-plan.ts';
import { ADD_CONVERSATION, CREATION_READS, creationInputs, firstMembers, newConversation } from '../sql/creation.ts';
import { acquaintancesOf } from '../sql/group-facts.ts';
import { ACQUAINTANCES } from '../sql/group-reads.ts';
import { groupWrites } from '../sql/group-writes.ts';
import type { Connection } from './connection.ts';
import type { PendingEvents } from './pending-events.ts';

export const createConversations = (
  { driver, kysely, queries, read, write }: Connection,
  events: PendingEvents,
): Pick<Conversations, 'createConversation' | 'conversation' | 'chapters'> => {
  const load = (asked: NewConversation): CreationFacts => {
    const { existing, people, accounts } = driver.readAll(CREATION_READS, creationInputs(asked.id, peopleOf(asked)));
    const [found] = existing;
    const asking = asked.asksStrangers === true && found === undefined ? asked.members : [];
    return {
      existing:
        found === undefined
          ? undefined
          : {
              kind: found.kind,
              creator: found.creator,
              people: new Set(people.map(({ user_id }) => user_id)),
            },
      accounts: new Map(accounts.map(({ user_id, number }) => [user_id, number])),
      acquaintances: acquaintancesOf(
        driver.read(
          ACQUAINTANCES,
          asking.map(({ userId }): [typeof userId, typeof userId] => [userId, asked.createdBy]),
        ),
      ),
    };
  };

  return {
    createConversation: (asked, at) =>
      write((takeChange) => {
        const plan = decideCreation(load(asked), asked);
        if (typeof plan === 'string') return plan;
        const changed = takeChange();
        const [made] = driver.read(ADD_CONVERSATION, [newConversation(asked, plan, at, changed)]);
        if (made === undefined) throw new Error('The database gave no id to a new conversation.');
        driver.write(groupWrites({ ...emptyPlan(), added: firstMembers(made.id, plan) }, changed));
        if (plan.event !== undefined) events.add(made.id, plan.event);
        return 'created';
      }),
    conversation: (id) =>
      read(() => {
        const row = queries.first(
          kysely
            .selectFrom('conversations')
            .innerJoin('accounts', 'accounts.number', 'conversations.created_by')
            .select([
              'public_id as id',
              'kind',
              'accounts.user_id as createdBy',
              'title',
              'seq',
              'newest_chapter as newestChapter',
              'unanswered',
              'rights',
            ])
            .where('public_id', '=', id)
            .where('deleted_at', 'is', null),
        );
        if (row === undefined) return undefined;
        const { title, unanswered, ...record } = row;
        return { ...record, name: title ?? undefined, unanswered: unanswered ?? undefined };
      }),
    chapters: (id) =>
      read(() =>
        queries
          .all(
            kysely
              .selectFrom('chapters')
              .innerJoin('conversations', 'conversations.id', 'chapters.conversation')
              .select(['chapter', 'full', 'chapters.version'])
              .where('public_id', '=', id)
              .orderBy('chapter'),
          )
          .map(({ chapter, full, version }) => ({ chapter, full: full === 1, version })),
      ),
  };
};
