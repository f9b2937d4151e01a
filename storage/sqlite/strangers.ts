import type { DatabaseSync } from 'node:sqlite';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { prepare } from './statement.ts';

/** What a write is checked against: a row of `conversations`. */
interface Written {
  readonly id: number;
  readonly unanswered: number | null;
  readonly unheard: number;
}

/** What writing means between people who do not know each other, or of whom one blocks the other. */
export const createStrangers = (database: DatabaseSync) => {
  const shownTo = prepare<[number, number], { acts: number }>(
    database,
    'select acts from stranger_acts where writer = ? and target = ?',
  );
  const showTo = prepare<[number, number, number]>(
    database,
    'insert into stranger_acts values (?, ?, ?) on conflict do update set acts = acts + excluded.acts',
  );
  const asked = prepare<[number, number], { account: number; asked_by: number | null }>(
    database,
    `select account, asked_by from memberships where conversation = ? and removed_at is null
     and (asked_by is not null or account = ?)`,
  );
  const accept = prepare<[number, number, number, number]>(
    database,
    `update memberships set asked_by = null, changed = ?, marks_changed = ?
     where conversation = ? and account = ? and removed_at is null and asked_by is not null`,
  );
  const measure = prepare<[number, number, number]>(
    database,
    `update conversations set unheard =
       (select count(*) from memberships where conversation = ? and removed_at is null and asked_by is null) < 2
       and exists (select 1 from memberships where conversation = ? and removed_at is null and asked_by is not null)
     where id = ?`,
  );
  const tellConversation = prepare<[number, number, number]>(
    database,
    'update conversations set changed = ?, marks_changed = ? where id = ?',
  );
  const tellSeen = prepare<[number, number]>(database, 'update accounts set seen_changed = ? where number = ?');
  const knows = prepare<[number, number], { one: 1 }>(
    database,
    `select 1 as one from conversations c
     join memberships mine on mine.conversation = c.id and mine.account = ?
     join memberships theirs on theirs.conversation = c.id and theirs.account = ?
     where kind = 'direct' and (unanswered is null or unanswered <> mine.account)`,
  );
  const asksBy = prepare<[number, number], { asked: number; waiting: number }>(
    database,
    `select count(*) as asked, coalesce(sum(removed_at is null), 0) as waiting
     from memberships where account = ? and asked_by = ?`,
  );
  const blocks = prepare<[number, number], { one: 1 }>(
    database,
    'select 1 as one from blocks where blocker = ? and blocked = ? and active = 1',
  );

  /** Those who have neither answered nor accepted, and would see what `writer` does here and nobody else would. */
  const unheardBy = ({ id, unanswered, unheard }: Written, writer: number | undefined): number[] => {
    if (writer === undefined) return [];
    if (unanswered !== null) return unanswered === writer ? [] : [unanswered];
    if (unheard === 0) return [];
    const rows = asked.all(id, writer);
    // Whoever was asked themself is the one who is to be spared.
    if (rows.some(({ account, asked_by }) => account === writer && asked_by !== null)) return [];
    return rows.flatMap(({ account }) => (account === writer ? [] : account));
  };

  /** Counts again whether somebody talks in a group to people of whom nobody has accepted. */
  const measureGroup = (conversation: number): void => void measure.run(conversation, conversation, conversation);

  const isStranger = (who: number, by: number): boolean => who !== by && knows.get(who, by) === undefined;

  return {
    /** Deleted things count, in all conversations together: who does not answer is not to be flooded. */
    mayShow: (conversation: Written, writer: number | undefined, shown: number): boolean =>
      shown === 0 ||
      writer === undefined ||
      unheardBy(conversation, writer).every(
        (target) => (shownTo.get(writer, target)?.acts ?? 0) + shown <= LIMITS.unansweredMessages,
      ),
    showed: (conversation: Written, writer: number | undefined, shown: number): void => {
      if (shown === 0 || writer === undefined) return;
      for (const target of unheardBy(conversation, writer)) showTo.run(writer, target, shown);
    },
    /** @returns whether they had been asked, and had neither accepted nor declined */
    acceptGroup: (conversation: number, account: number, changed: number): boolean => {
      if (accept.run(changed, changed, conversation, account) === 0) return false;
      measureGroup(conversation);
      tellConversation.run(changed, changed, conversation);
      tellSeen.run(changed, account);
      return true;
    },
    measureGroup,
    /** Whether being put into a group by `by` is a request for `who`: they do not know them, or block them. */
    mustAsk: (who: number, by: number): boolean =>
      who !== by && (isStranger(who, by) || blocks.get(who, by) !== undefined),
    isStranger,
    /**
     * Whether a stranger may still ask somebody into a group. What the person has declined counts on; a block changes
     * nothing, so nobody learns of it.
     */
    mayAsk: (who: number, by: number): boolean => {
      if (!isStranger(who, by)) return true;
      const { asked = 0, waiting = 0 } = asksBy.get(who, by) ?? {};
      const acts = shownTo.get(by, who)?.acts ?? 0;
      return waiting < LIMITS.waitingGroupRequests && acts + asked < LIMITS.unansweredMessages;
    },
    /** Asked into a group once more: its row counts once. */
    askedAgain: (who: number, by: number): void => void showTo.run(by, who, 1),
  };
};
export type Strangers = ReturnType<typeof createStrangers>;
