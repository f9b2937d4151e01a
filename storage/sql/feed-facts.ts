import { createUnreadCount } from '../rules/count-unread.ts';
import type { ChangedPerson, PageConversation, PageFacts } from '../rules/feed-facts.ts';
import { peopleShown } from '../rules/feed-page.ts';
import { createSight } from '../rules/sight.ts';
import type { MemberColumns, PART_READS, SIGHT_READS } from './feed-reads.ts';
import { changedAsker, changedPersonOf, chapterOf, memberOf, ownMembershipOf } from './feed-rows.ts';
import { groupBy, type NewsRows, type Page, pairKey, readPlaceOf, type Shown, startOf } from './feed-steps.ts';
import { headOf } from './head-columns.ts';
import type { InputsOf, RowsOf } from './statements.ts';

/** A page with everything it shows, before filtering by what its asker may know of people. */
export interface FilledPage extends Page {
  readonly conversations: readonly PageConversation[];
  readonly people: readonly ChangedPerson[];
}

const peopleOf = (news: NewsRows): ((page: Page) => readonly ChangedPerson[]) => {
  // The last entry of a person wins: the one that is sent because of a block.
  const rows = groupBy([...news.recentPeople, ...news.allPeople, ...news.blocksTold], ({ place }) => place);
  return ({ asker, page }) => {
    if (page.next !== undefined) return [];
    const people = new Map<number, ChangedPerson>();
    for (const row of rows.get(asker.place) ?? []) people.set(row.number, changedPersonOf(row));
    for (const person of changedAsker(asker.row, asker.base)) people.set(person.number, person);
    return [...people.values()];
  };
};

/** Unread messages by conversation and account; undefined for those that have to be counted alone. */
export const unreadOf = (
  pages: readonly Page[],
  { conversations, own }: Shown,
  rows: RowsOf<typeof PART_READS>['unread'],
): ReadonlyMap<string, number | undefined> => {
  const count = createUnreadCount(rows);
  const counts = new Map<string, number | undefined>();
  for (const { asker, page, blocked } of pages) {
    const ignored = new Set([asker.row.number, ...blocked]);
    for (const id of page.conversations) {
      const conversation = conversations.get(id);
      const mine = own.get(pairKey(asker.place, id));
      if (conversation === undefined || mine === undefined || mine.removed_at !== null) continue;
      counts.set(pairKey(id, asker.row.number), count(readPlaceOf(conversation, mine), ignored));
    }
  }
  return counts;
};

export const aloneInputs = (unread: ReturnType<typeof unreadOf>): readonly [number, number][] =>
  [...unread].flatMap(([key, count]): [number, number][] => {
    const [conversation = 0, account = 0] = key.split('/').map(Number);
    return count === undefined ? [[conversation, account]] : [];
  });

export const fillPages = (
  pages: readonly Page[],
  news: NewsRows,
  { conversations, own }: Shown,
  parts: RowsOf<typeof PART_READS>,
  unread: ReturnType<typeof unreadOf>,
): readonly FilledPage[] => {
  const partOf = ({ conversation, since }: Pick<MemberColumns, 'conversation' | 'since'>) =>
    pairKey(conversation, since);
  const members = new Map([...groupBy(parts.members, partOf)].map(([key, rows]) => [key, rows.map(memberOf)]));
  const chapters = new Map([...groupBy(parts.chapters, partOf)].map(([key, rows]) => [key, rows.map(chapterOf)]));
  const requests = groupBy(parts.requests, ({ conversation }) => conversation);
  const keptHeads = new Map(parts.keptHeads.map((row) => [pairKey(row.conversation, row.account), row]));
  const people = peopleOf(news);

  const fill = (page: Page, id: number): PageConversation[] => {
    const { row } = page.asker;
    const mine = own.get(pairKey(page.asker.place, id));
    const conversation = conversations.get(id);
    if (mine === undefined || conversation === undefined) return [];
    const after = startOf(page, mine);
    const changed = members.get(pairKey(id, after)) ?? [];
    const isOwnAlone = mine.own_changed > after && mine.changed <= after && mine.marks_changed <= after;
    const all = isOwnAlone ? [...changed, memberOf({ ...row, ...mine })] : [...changed];
    const kept = keptHeads.get(pairKey(id, row.number));
    return [
      {
        conversation,
        mine: ownMembershipOf(mine),
        after,
        members: all.sort((one, other) => one.number - other.number),
        chapters: (chapters.get(pairKey(id, after)) ?? []).sort((one, other) => one.chapter - other.chapter),
        counts: {
          unread: unread.get(pairKey(id, row.number)) ?? 0,
          mentions: mine.mentions,
          firstMention: mine.first_mention,
        },
        keptHead: kept === undefined ? undefined : { head: headOf(kept) },
        requests: (requests.get(id) ?? []).map(({ user_id, number, name, at }) => ({
          userId: user_id,
          number,
          name,
          at,
        })),
      },
    ];
  };
  return pages.map((page) => ({
    ...page,
    conversations: page.page.conversations.flatMap((id) => fill(page, id)),
    people: people(page),
  }));
};

export const sightInputs = (pages: readonly FilledPage[]): InputsOf<typeof SIGHT_READS> => {
  const pairs = new Map<string, [number, number]>();
  const keptMarks: [number, number, number][] = [];
  for (const page of pages) {
    const { blockers } = page;
    const me = page.asker.row.number;
    for (const { number, seenAt, hidesSeen } of peopleShown(page))
      if (seenAt !== null && !hidesSeen && number !== me && !blockers.has(number))
        pairs.set(pairKey(me, number), [me, number]);
    if (blockers.size === 0) continue;
    for (const { conversation, members } of page.conversations)
      for (const { number } of members) if (blockers.has(number)) keptMarks.push([me, number, conversation.id]);
  }
  return { unanswering: [...pairs.values()], keptMarks };
};
type SightRows = RowsOf<typeof SIGHT_READS>;

export const acquaintedInputs = ({ unanswering }: SightRows): readonly [number, number][] =>
  unanswering.map(({ account, other }): [number, number] => [account, other]);

export const pageFacts = (
  pages: readonly FilledPage[],
  { unanswering, keptMarks }: SightRows,
  acquainted: SightRows['unanswering'],
): readonly (FilledPage & { readonly facts: PageFacts })[] => {
  const [waiting, known] = [unanswering, acquainted].map((rows) => groupBy(rows, ({ account }) => account));
  const marks = new Map(keptMarks.map((row) => [`${row.viewer}/${row.conversation}/${row.account}`, row]));
  const others = (rows: typeof waiting, me: number) => new Set((rows?.get(me) ?? []).map(({ other }) => other));
  return pages.map((page) => {
    const me = page.asker.row.number;
    const sight = createSight({
      me,
      blockers: page.blockers,
      blocked: page.blocked,
      unanswering: others(waiting, me),
      acquainted: others(known, me),
      keptMarks: (conversation, account) => marks.get(`${me}/${conversation}/${account}`),
    });
    const { conversations, people } = page;
    return {
      ...page,
      facts: {
        me: { number: me, hidesRead: page.asker.row.hide_read === 1 },
        sight,
        page: page.page,
        conversations,
        people,
      },
    };
  });
};
