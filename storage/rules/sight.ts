export interface Marks {
  readonly delivered: number;
  readonly read: number;
}
const NONE: Marks = { delivered: 0, read: 0 };

/** What decides about one account's sight of the others; a driver may look the last two up when they are asked for. */
export interface SightFacts {
  readonly me: number;
  /** Accounts that block this one, with when each was last there as it goes on to see it. */
  readonly blockers: ReadonlyMap<number, number | null>;
  readonly blocked: ReadonlySet<number>;
  /** Accounts that have not answered this one, or not accepted a group with it. */
  readonly unanswering: ReadonlySet<number>;
  /** Accounts with which it shares a conversation that both have accepted. */
  readonly acquainted: Pick<ReadonlySet<number>, 'has'>;
  /** The watermarks of a blocker that this account goes on to see, by conversation. */
  readonly keptMarks: (conversation: number, account: number) => Marks | undefined;
}

/**
 * What one account may know of the others' being there. A blocked person goes on to see what they saw when they were; a
 * person who has not been answered yet sees nothing. Neither is told why: it looks like somebody who is not there.
 */
export interface Sight {
  /** Somebody blocks them: only then do conversations hold marks they are not told of. */
  readonly isKept: boolean;
  readonly blocks: (account: number) => boolean;
  /** Whether risen watermarks of somebody are news. @param unanswered of the conversation */
  readonly follows: (account: number, unanswered: number | null) => boolean;
  readonly seenAt: (account: number, seenAt: number | null) => number | null;
  readonly marks: (conversation: number, unanswered: number | null, account: number, now: Marks) => Marks;
}

export const createSight = ({ me, blockers, blocked, unanswering, acquainted, keptMarks }: SightFacts): Sight => ({
  isKept: blockers.size > 0,
  blocks: (account) => blocked.has(account),
  follows: (account, unanswered) => account === me || (!blockers.has(account) && account !== unanswered),
  seenAt: (account, seenAt) => {
    if (account === me) return seenAt;
    const kept = blockers.get(account);
    if (kept !== undefined) return kept;
    return unanswering.has(account) && !acquainted.has(account) ? null : seenAt;
  },
  marks: (conversation, unanswered, account, now) => {
    if (account === me) return now;
    if (account === unanswered) return NONE;
    return blockers.has(account) ? (keptMarks(conversation, account) ?? NONE) : now;
  },
});
