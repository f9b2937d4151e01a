import type { UserId } from '../../shared/ids/account.ts';
import type { FeedPage, PersonFact } from '../../shared/protocol/facts.ts';
import type { Feed } from '../ports/feed.ts';
import type { Connection } from './connection.ts';
import { createProofs } from './epoch.ts';
import { decodeCursor, encodeCursor } from './feed-cursor.ts';
import { createFeedRows, type MyConversation } from './feed-rows.ts';

/**
 * Pages follow the newest change of each conversation (for one the asker was removed from, the removal). A page ends
 * between two changes, never inside one, because a change belongs to one conversation. Within a conversation all rows
 * are sent that changed after the cursor's base; see feed-cursor.ts for why that may be before its position.
 */
export const createFeed = ({ database, kysely, queries, now, read }: Connection): Feed['feed'] => {
  const rows = createFeedRows(database);
  const prove = createProofs(database);

  const page = (
    userId: UserId,
    since: number,
    limit: number,
    cursor: number,
    epoch: string,
    proof: string,
  ): FeedPage => {
    const asked = decodeCursor(since);
    // A cursor of the future was given by a database that is gone.
    const { position, base } = asked.position > cursor ? { position: 0, base: 0 } : asked;
    const me = rows.account(userId);
    const nothing = {
      epoch,
      proof,
      since,
      cursor: encodeCursor({ position: cursor, base: cursor }),
      more: false,
      at: now(),
    };
    if (me === undefined) return { ...nothing, people: [], conversations: [] };

    const found = rows.changed(me, position, limit + 1);
    const mine = found.slice(0, limit);
    const last = mine.at(-1);
    const more = found.length > limit && last !== undefined;
    const people = new Map<string, PersonFact>();
    const conversations = mine.map((conversation: MyConversation) => {
      if (conversation.removed_at !== null) return rows.departure(conversation, me);
      const from = conversation.joined > base ? 0 : base;
      const members = rows.members(conversation, me, from);
      for (const { joined, person } of members) if (joined > from) people.set(person.userId, person);
      return rows.fact(
        conversation,
        me,
        members.map(({ member }) => member),
        rows.chapters(conversation, from),
      );
    });
    if (more)
      return {
        ...nothing,
        cursor: encodeCursor({ position: last.change, base }),
        more,
        people: [...people.values()],
        conversations,
      };
    for (const person of rows.people(me, base)) people.set(person.userId, person);
    return { ...nothing, people: [...people.values()], conversations };
  };

  return (userId, since, limit) =>
    read((cursor) => {
      const state = queries.first(kysely.selectFrom('server_state').select('epoch'));
      return page(userId, since, Math.max(1, limit), cursor(), state?.epoch ?? '', prove());
    });
};
