import type { ConversationFact, FeedPage, MemberFact, PersonFact } from '../../shared/protocol/facts.ts';
import { answersRequests } from './decide-group-links.ts';
import { isKeptBack } from './feed-changes.ts';
import { encodeCursor, type FeedCursor } from './feed-cursor.ts';
import type { FeedMember, OwnMembership, PageConversation, PageFacts, ShownPerson } from './feed-facts.ts';
import { headFact } from './head-fact.ts';
import type { Sight } from './sight.ts';

const personFact = (row: ShownPerson, sight: Sight): PersonFact => {
  const { userId, number, name } = row;
  const seenAt = row.hidesSeen ? null : sight.seenAt(number, row.seenAt);
  const status =
    row.statusText === null
      ? {}
      : { status: { text: row.statusText, ...(row.statusUntil === null ? {} : { until: row.statusUntil }) } };
  return {
    userId,
    number,
    name,
    ...(seenAt === null ? {} : { seenAt }),
    ...(sight.blocks(number) ? { blocked: true as const } : {}),
    ...(row.isGone ? { gone: true as const } : {}),
    ...(row.username === null ? {} : { username: row.username }),
    ...(row.picture === null ? {} : { picture: row.picture }),
    ...status,
  };
};

const removedBy = (row: { readonly removedBy: number | null }): { removedBy?: number } =>
  row.removedBy === null ? {} : { removedBy: row.removedBy };

/** The members of a conversation that changed for the asker. */
const shownMembers = (
  { conversation, after, members }: PageConversation,
  { sight }: PageFacts,
): readonly FeedMember[] =>
  members.filter(
    (row) =>
      row.changed > after ||
      sight.follows(row.number, row.askedBy === null ? conversation.unanswered : row.number) ||
      sight.keptChanged(conversation.id, row.number) > after,
  );

const memberFact = (row: FeedMember, { conversation }: PageConversation, { me, sight }: PageFacts): MemberFact => {
  const { userId, number, role } = row;
  const isOwn = number === me.number;
  const silent = row.askedBy === null ? conversation.unanswered : number;
  const told =
    isOwn || !conversation.isLarge ? sight.marks(conversation.id, silent, number, row) : { delivered: 0, read: 0 };
  const read = isOwn || (!me.hidesRead && !row.hidesRead) ? told.read : 0;
  const removed = row.removedAt === null ? {} : { removedAt: row.removedAt, ...removedBy(row) };
  return { userId, number, role, delivered: told.delivered, read, ...removed };
};

/**
 * A direct conversation tells both people who has not answered; a group tells only the people who were asked, and by whom.
 */
const unansweredIn = (
  { conversation: { unanswered }, mine: { askedBy } }: PageConversation,
  me: number,
): Pick<ConversationFact, 'addedBy' | 'unanswered'> => {
  if (askedBy !== null) return { unanswered: me, addedBy: askedBy };
  return unanswered === null ? {} : { unanswered };
};

const shownHead = ({ conversation, mine, keptHead }: PageConversation, { sight }: PageFacts) => {
  const newest = keptHead === undefined ? conversation.head : keptHead.head;
  // While they were not a member nothing was stored for them, and closed chapters are not sent.
  const isLeftOut = newest === undefined || sight.blocks(newest.by) || newest.chapter < mine.fromChapter;
  return isLeftOut ? {} : { head: headFact(newest) };
};

const conversationFact = (
  row: PageConversation,
  members: readonly FeedMember[],
  facts: PageFacts,
): ConversationFact => {
  const { conversation, mine, counts } = row;
  const { me, sight } = facts;
  const firstMention = counts?.firstMention ?? null;
  return {
    id: conversation.publicId,
    kind: conversation.kind,
    ...(conversation.title === null ? {} : { name: conversation.title }),
    createdAt: conversation.createdAt,
    seq: conversation.seq,
    version: conversation.version,
    ...shownHead(row, facts),
    read: mine.read,
    unread: counts?.unread ?? 0,
    mentions: counts?.mentions ?? 0,
    ...(firstMention === null ? {} : { mentionSeq: firstMention }),
    disappear: conversation.disappear,
    ...(conversation.picture === null ? {} : { picture: conversation.picture }),
    rights: conversation.rights,
    history: conversation.history,
    from: mine.fromChapter,
    requests: answersRequests(conversation.kind, mine.role, conversation.rights)
      ? row.requests.filter(({ number }) => !sight.blocks(number)).map((request) => ({ ...request }))
      : [],
    ...unansweredIn(row, me.number),
    members: members.map((member) => memberFact(member, row, facts)),
    chapters: row.chapters
      .filter(({ chapter }) => chapter >= mine.fromChapter)
      .map(({ chapter, version, isFull, ranges }) => ({
        chapter,
        version,
        full: isFull,
        ranges: ranges.map(([first, last]): [number, number] => [first, last]),
      })),
  };
};

/** All that a removed person still learns: that they were removed, and what they knew then. */
const departureFact = (
  { conversation, mine }: Pick<PageConversation, 'conversation' | 'mine'>,
  me: number,
  removedAt: number,
): ConversationFact => ({
  id: conversation.publicId,
  kind: conversation.kind,
  ...(mine.removedTitle === null ? {} : { name: mine.removedTitle }),
  createdAt: conversation.createdAt,
  seq: mine.removedSeq ?? 0,
  version: 0,
  read: mine.read,
  unread: 0,
  mentions: 0,
  disappear: 0,
  rights: {},
  history: 'all',
  from: 0,
  requests: [],
  members: [],
  chapters: [],
  removedAt,
  ...removedBy(mine),
  // They never accepted: nothing remains of it.
  ...(mine.askedBy !== null && mine.removedBy !== me ? { unanswered: me } : {}),
  ...(conversation.deletedAt === removedAt ? { deleted: true } : {}),
});

/** A group to which a blocked person added them again looks like a withdrawn request, which no device lists. */
const keptBackFact = ({ conversation, mine }: PageConversation, me: number): ConversationFact => {
  const nothing = { ...mine, removedTitle: null, removedSeq: null, removedBy: null };
  // Nobody is shown when this was.
  return { ...departureFact({ conversation, mine: nothing }, me, conversation.createdAt), unanswered: me };
};

/** After which change a member is sent a conversation's changes: all of them, when they joined after the base. */
export const startIn = ({ joined }: Pick<OwnMembership, 'joined'>, base: number): number => (joined > base ? 0 : base);

/** People who are new together with their conversation. */
const newcomersOf = ({ members, after }: PageConversation): readonly FeedMember[] =>
  members.filter(({ joined }) => joined > after);

/** People whose last-online time the asker is told, as far as the page shows them. */
export const peopleShown = ({
  conversations,
  people,
}: Pick<PageFacts, 'conversations' | 'people'>): readonly ShownPerson[] => [
  ...conversations.flatMap(newcomersOf),
  ...people,
];

/**
 * What one page of the feed holds. Within a conversation all rows are sent that changed after the cursor's base; see
 * feed-cursor.ts for why that may be before its position.
 * @param cursor the change counter of what was loaded
 */
export const feedPage = (
  facts: PageFacts,
  { base }: Pick<FeedCursor, 'base'>,
  cursor: number,
): Pick<FeedPage, 'conversations' | 'cursor' | 'more' | 'people'> => {
  const { me, sight, page } = facts;
  const people = new Map<string, PersonFact>();
  const conversations = facts.conversations.map((row) => {
    const { removedAt, askedBy } = row.mine;
    if (removedAt !== null) return departureFact(row, me.number, removedAt);
    if (isKeptBack({ askedBy, isRemoved: false }, sight.blocks)) return keptBackFact(row, me.number);
    const members = shownMembers(row, facts);
    for (const member of members) if (member.joined > row.after) people.set(member.userId, personFact(member, sight));
    return conversationFact(row, members, facts);
  });
  const changed = facts.people
    .filter(
      ({ isNews, number, seenAt }) => isNews || (sight.follows(number, null) && sight.seenAt(number, seenAt) !== null),
    )
    .sort((one, other) => one.changed - other.changed);
  for (const person of changed) people.set(person.userId, personFact(person, sight));
  return {
    cursor: encodeCursor(page.next === undefined ? { position: cursor, base: cursor } : { position: page.next, base }),
    more: page.next !== undefined,
    people: [...people.values()],
    conversations,
  };
};
