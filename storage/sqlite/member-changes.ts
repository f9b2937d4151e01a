import type { ConversationEvent } from '../../shared/document/event.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { parseRanges } from '../rules/chapter-ranges.ts';
import { createChapterDirectory } from './chapter-directory.ts';
import type { Connection } from './connection.ts';
import { createMembershipRows, type FoundMember } from './membership-rows.ts';
import type { PendingEvents } from './pending-events.ts';
import { createStrangers } from './strangers.ts';

type Came = Extract<ConversationEvent, { kind: 'added' | 'joined' }>;
type Went = Extract<ConversationEvent, { kind: 'removed' | 'left' }>;

/** What becomes of a group's rows when people come, go or change their role; inside the caller's transaction. */
export const createMemberChanges = ({ database, kysely, queries }: Connection, events: PendingEvents) => {
  const { find, change } = createMembershipRows(kysely, queries);
  const directory = createChapterDirectory(database);
  const strangers = createStrangers(database);

  /** They ask to join themselves. */
  const isWanted = ({ conversation, account }: FoundMember): boolean =>
    queries.first(
      kysely
        .selectFrom('join_requests')
        .select('at')
        .where('conversation', '=', conversation.id)
        .where('account', '=', account),
    ) !== undefined;

  const count = (conversation: number): number =>
    queries.first(
      kysely
        .selectFrom('memberships')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('conversation', '=', conversation)
        .where('removed_at', 'is', null),
    )?.count ?? 0;

  /** Everybody's watermarks are told up to a number of members: whoever crosses it makes all rows news. */
  const checkSize = ({ conversation: { id, large } }: FoundMember, changed: number): void => {
    const isLarge = count(id) > LIMITS.namedReceipts ? 1 : 0;
    if (isLarge === large) return;
    queries.run(kysely.updateTable('conversations').set({ large: isLarge }).where('id', '=', id));
    queries.run(kysely.updateTable('memberships').set({ changed }).where('conversation', '=', id));
  };

  /**
   * The first chapter that a newcomer may see. Where history begins with joining the page is turned, unless nothing was
   * said on it: people who come one after the other begin on the same one.
   */
  const firstChapter = ({ id, history, newest_chapter }: FoundMember['conversation'], changed: number): number => {
    if (history === 'all') return 0;
    const newest = directory.find(id, newest_chapter);
    const isBlank = newest === undefined || parseRanges(newest.ranges).length === 0;
    const from = isBlank && newest?.closed !== 1 ? newest_chapter : newest_chapter + 1;
    directory.openFrom(id, from, changed);
    queries.run(kysely.updateTable('conversations').set({ newest_chapter: from }).where('id', '=', id));
    return from;
  };

  return {
    find,
    isFull: (conversation: number): boolean => count(conversation) >= LIMITS.groupMembers,
    /** Whether they left a group that somebody they do not know, or block, had put them into. */
    hasDeclined: ({ account, row }: FoundMember): boolean =>
      row !== undefined && row.removed_at !== null && row.removed_by === account && row.asked_by !== null,
    isStranger: strangers.isStranger,
    /** False: they have left enough requests of the stranger who adds them unanswered. Asking to join is an answer. */
    mayAsk: (found: FoundMember, by: number): boolean => isWanted(found) || strangers.mayAsk(found.account, by),
    /** False: they have shown enough to people who have not accepted to be in the group. */
    showEvent: ({ conversation, account }: FoundMember): boolean => {
      if (!strangers.mayShow(conversation, account, 1)) return false;
      strangers.showed(conversation, account, 1);
      return true;
    },
    /** They are no member, and there is room. Put in by somebody they do not know, or block, they are asked first. */
    add: (found: FoundMember, role: Role, changed: number, event: Came, asksStrangers = false): void => {
      const { conversation, account, row } = found;
      const from = firstChapter(conversation, changed);
      // What was said before they came counts as read: nobody joins with a thousand unread messages.
      const marks = { delivered: conversation.seq, read: conversation.seq };
      const opened = { from_chapter: from, from_seq: from === 0 ? 0 : conversation.seq };
      if (row === undefined) {
        queries.run(
          kysely
            .insertInto('memberships')
            .values({ conversation: conversation.id, account, role, ...marks, joined: changed, changed }),
        );
      }
      const isAsked =
        asksStrangers && event.kind === 'added' && !isWanted(found) && strangers.mustAsk(account, event.by);
      if (isAsked && row !== undefined) strangers.askedAgain(account, event.by);
      change(found, changed, {
        role,
        asked_by: isAsked ? event.by : null,
        ...marks,
        ...opened,
        joined: changed,
        removed_at: null,
        removed_seq: null,
        removed_title: null,
        removed_by: null,
      });
      for (const table of ['join_requests', 'declined_requests'] as const)
        queries.run(
          kysely.deleteFrom(table).where('conversation', '=', conversation.id).where('account', '=', account),
        );
      strangers.measureGroup(conversation.id);
      checkSize(found, changed);
      events.add(conversation.id, event);
    },
    /** @param event undefined: another one tells of it */
    setRole: (found: FoundMember, role: Role, changed: number, event: ConversationEvent | undefined): void => {
      change(found, changed, { role });
      if (event !== undefined) events.add(found.conversation.id, event);
    },
    /** Whoever leaves without having accepted leaves quietly: no event tells of it. */
    remove: (found: FoundMember, at: number, by: number, changed: number, event: Went): void => {
      const { id, seq, title } = found.conversation;
      change(found, changed, { removed_at: at, removed_seq: seq, removed_title: title, removed_by: by });
      // Their links end for good, not only until they come back.
      queries.run(kysely.deleteFrom('group_links').where('conversation', '=', id).where('account', '=', found.account));
      strangers.measureGroup(id);
      checkSize(found, changed);
      const isQuiet = event.kind === 'left' && typeof found.row?.asked_by === 'number';
      if (!isQuiet) events.add(id, event);
    },
    /** The group is deleted for everybody. */
    removeAll: ({ conversation, account }: FoundMember, at: number, changed: number): void => {
      const { id, seq, title } = conversation;
      queries.run(kysely.updateTable('conversations').set({ deleted_at: at, changed }).where('id', '=', id));
      queries.run(
        kysely
          .updateTable('memberships')
          .set({ removed_at: at, removed_seq: seq, removed_title: title, removed_by: account, changed })
          .where('conversation', '=', id)
          .where('removed_at', 'is', null),
      );
    },
  };
};
export type MemberChanges = ReturnType<typeof createMemberChanges>;
