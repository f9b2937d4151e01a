import { createHash } from 'node:crypto';
import type { AccountNumber } from '../../shared/ids/account.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { Conversations, NewConversation } from '../ports/conversations.ts';
import type { Connection } from './connection.ts';
import type { PendingEvents } from './pending-events.ts';
import { createStrangers } from './strangers.ts';

type Members = NewConversation['members'];

/** What was asked for, whatever the order of the members: the same request has the same digest. */
const digestOf = ({ kind, name }: NewConversation, members: Members): Uint8Array => {
  const sorted = members.map(({ userId, role }) => [userId, role]).sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1));
  return new Uint8Array(
    createHash('sha256')
      .update(JSON.stringify([kind, name ?? null, sorted]))
      .digest(),
  );
};

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

export const createConversations = (
  { database, kysely, queries, read, write }: Connection,
  events: PendingEvents,
): Pick<Conversations, 'createConversation' | 'conversation' | 'chapters'> => {
  const strangers = createStrangers(database);

  const existing = (asked: NewConversation, members: Members): 'exists' | 'id-taken' | undefined => {
    const found = queries.first(
      kysely
        .selectFrom('conversations')
        .innerJoin('accounts', 'accounts.number', 'conversations.created_by')
        .select(['conversations.id', 'conversations.kind', 'request_digest', 'accounts.user_id as creator'])
        .where('public_id', '=', asked.id),
    );
    if (found === undefined) return undefined;
    if (found.kind !== asked.kind) return 'id-taken';
    if (asked.kind === 'group') {
      return found.creator === asked.createdBy && isSame(found.request_digest, digestOf(asked, members))
        ? 'exists'
        : 'id-taken';
    }
    const there = queries.all(
      kysely
        .selectFrom('memberships')
        .innerJoin('accounts', 'accounts.number', 'memberships.account')
        .select('accounts.user_id')
        .where('conversation', '=', found.id),
    );
    const pair = new Set<string>(there.map(({ user_id }) => user_id));
    const isTheirs =
      pair.has(asked.createdBy) && members.every(({ userId }) => pair.has(userId)) && members.length === pair.size;
    return isTheirs ? 'exists' : 'id-taken';
  };

  return {
    createConversation: (asked, at) =>
      write((takeChange) => {
        const members = [...new Map(asked.members.map((member) => [member.userId, member])).values()];
        const known = existing(asked, members);
        if (known !== undefined) return known;
        const numbers = new Map<string, AccountNumber>();
        for (const { userId } of [...members, { userId: asked.createdBy }]) {
          const account = queries.first(kysely.selectFrom('accounts').select('number').where('user_id', '=', userId));
          if (account === undefined) return 'unknown-member';
          numbers.set(userId, account.number);
        }
        const numberOf = (userId: string): AccountNumber => {
          const number = numbers.get(userId);
          if (number === undefined) throw new Error('A member without a number.');
          return number;
        };
        const creator = numberOf(asked.createdBy);
        const asks = asked.asksStrangers === true && asked.kind === 'group';
        if (asks && !members.every(({ userId }) => strangers.mayAsk(numberOf(userId), creator))) return 'unanswered';
        const changed = takeChange();
        const conversation = queries.first(
          kysely
            .insertInto('conversations')
            .values({
              public_id: asked.id,
              kind: asked.kind,
              created_by: numberOf(asked.createdBy),
              created_at: at,
              request_digest: digestOf(asked, members),
              title: asked.name ?? null,
              large: members.length > LIMITS.namedReceipts ? 1 : 0,
              // Whoever is written to decides whether they know the one who writes.
              unanswered:
                asked.kind === 'direct'
                  ? (members.map(({ userId }) => numberOf(userId)).find((one) => one !== numberOf(asked.createdBy)) ??
                    null)
                  : null,
              changed,
            })
            .returning('id'),
        );
        if (conversation === undefined) throw new Error('The database gave no id to a new conversation.');
        for (const { userId, role } of members) {
          const account = numberOf(userId);
          const isAsked = asks && strangers.mustAsk(account, creator);
          queries.run(
            kysely.insertInto('memberships').values({
              conversation: conversation.id,
              account,
              role,
              asked_by: isAsked ? creator : null,
              delivered: 0,
              read: 0,
              joined: changed,
              changed,
            }),
          );
        }
        strangers.measureGroup(conversation.id);
        if (asked.kind === 'group')
          events.add(conversation.id, { kind: 'created', by: numberOf(asked.createdBy), name: asked.name ?? '' });
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
