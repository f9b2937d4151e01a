export interface Marks {
  readonly delivered: number;
  readonly read: number;
}
const NONE: Marks = { delivered: 0, read: 0 };

/** What decides how much one account sees of the others; a driver may load the last two on demand. */
export interface SightFacts {
  readonly me: number;
  /** Accounts that block this one, with the last-online time that it still sees of each. */
  readonly blockers: ReadonlyMap<number, number | null>;
  readonly blocked: ReadonlySet<number>;
  /** Accounts that have not answered this one, or not accepted a group with it. */
  readonly unanswering: ReadonlySet<number>;
  /** Accounts with which it shares a conversation that both have accepted. */
  readonly acquainted: Pick<ReadonlySet<number>, 'has'>;
  /** The watermarks of a blocker that this account still sees, by conversation, and when they last rose. */
  readonly keptMarks: (conversation: number, account: number) => (Marks & { readonly changed?: number }) | undefined;
}

/**
 * What one account may know of the others' presence. A blocked person keeps seeing what they saw when they were blocked; a
 * person who has not been answered sees nothing. Neither is told why: it looks as if the other were offline.
 */
export interface Sight {
  /** Somebody blocks them: only then do conversations hold watermarks they are not told of. */
  readonly isKept: boolean;
  readonly blocks: (account: number) => boolean;
  /** Whether a person's risen watermarks are sent. @param unanswered of the conversation */
  readonly follows: (account: number, unanswered: number | null) => boolean;
  /** When watermarks of a blocker last rose that the account goes on to see; 0 of anybody else. */
  readonly keptChanged: (conversation: number, account: number) => number;
  readonly seenAt: (account: number, seenAt: number | null) => number | null;
  readonly marks: (conversation: number, unanswered: number | null, account: number, now: Marks) => Marks;
}

export const createSight = ({ me, blockers, blocked, unanswering, acquainted, keptMarks }: SightFacts): Sight => ({
  isKept: blockers.size > 0,
  blocks: (account) => blocked.has(account),
  follows: (account, unanswered) => account === me || (!blockers.has(account) && account !== unanswered),
  keptChanged: (conversation, account) =>
    blockers.has(account) ? (keptMarks(conversation, account)?.changed ?? 0) : 0,
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
