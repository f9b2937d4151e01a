import type { MessageReceipts } from '../../shared/protocol/http.ts';
import { createSight, type Marks } from './sight.ts';

/** A present member of a conversation, with what raising their watermarks reads. */
export interface MarkFacts {
  readonly conversation: number;
  readonly account: number;
  readonly seq: number;
  readonly isLarge: boolean;
  /** They were added to the group and have not accepted. */
  readonly isAsked: boolean;
  readonly delivered: number;
  readonly read: number;
}

type RiseKind = 'delivered' | 'read';

export interface MarkPlan {
  readonly conversation: number;
  readonly account: number;
  readonly delivered: number;
  readonly read: number;
  /** Whether the other members are told: not in a large group, nor of a person who has not accepted. */
  readonly isTold: boolean;
  /** When which watermark passed a seq. */
  readonly rises: readonly { readonly kind: RiseKind; readonly seq: number }[];
}

/**
 * Decides what raises a member's watermarks, which are bounded by the conversation's seq.
 * @returns undefined: nothing rose
 */
export const decideRise = (facts: MarkFacts | undefined, marks: Partial<Marks>): MarkPlan | undefined => {
  if (facts === undefined) return undefined;
  const bounded = (mark = 0): number => Math.min(mark, facts.seq);
  const read = Math.max(facts.read, bounded(marks.read));
  // What was read was delivered.
  const delivered = Math.max(facts.delivered, bounded(marks.delivered), read);
  if (read === facts.read && delivered === facts.delivered) return undefined;
  const rises: MarkPlan['rises'][number][] = [];
  if (read > facts.read) rises.push({ kind: 'read', seq: read });
  if (delivered > facts.delivered && delivered > read) rises.push({ kind: 'delivered', seq: delivered });
  const { conversation, account } = facts;
  return { conversation, account, delivered, read, isTold: !facts.isLarge && !facts.isAsked, rises };
};

/** A message, and what its asker may know. */
export interface ReceiptFacts {
  readonly conversation: number;
  readonly asker: number;
  /** The asker sends no read receipts, and sees none. */
  readonly hidesRead: boolean;
  /** Messages up to this seq are closed to the asker. */
  readonly fromSeq: number;
  /** Of a direct conversation: the account that has not answered the other. */
  readonly unanswered: number | null;
  /** Present members except the author, by account number. */
  readonly others: readonly {
    readonly account: number;
    readonly hidesRead: boolean;
    readonly isAsked: boolean;
    /** They block the asker, who still sees these watermarks of theirs. */
    readonly blocks: boolean;
    readonly kept: Marks | undefined;
    /** When their watermarks passed the message; null: not yet. ms since 1970 */
    readonly deliveredAt: number | null;
    readonly readAt: number | null;
  }[];
}

/** What was read was delivered, at that time at the latest. */
const earlier = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/**
 * Decides what the asker may know of who has a message.
 * @param facts undefined: there is no such living message, or the asker never was a member
 */
export const decideReceipts = (facts: ReceiptFacts | undefined, seq: number): MessageReceipts | undefined => {
  if (facts === undefined || seq <= facts.fromSeq) return undefined;
  const { conversation, asker, hidesRead, unanswered, others } = facts;
  const sight = createSight({
    me: asker,
    blockers: new Map(others.filter(({ blocks }) => blocks).map(({ account }) => [account, null])),
    blocked: new Set(),
    unanswering: new Set(),
    acquainted: new Set(),
    keptMarks: (_, account) => others.find((other) => other.account === account)?.kept,
  });
  const people = others.flatMap((other) => {
    const silent = other.isAsked ? other.account : unanswered;
    const upTo = sight.marks(conversation, silent, other.account, { delivered: seq, read: seq });
    const readAt = upTo.read < seq ? null : other.readAt;
    const deliveredAt = upTo.delivered < seq ? null : earlier(other.deliveredAt, readAt);
    if (deliveredAt === null) return [];
    const isTold = other.account === asker || (!hidesRead && !other.hidesRead);
    return [{ number: other.account, deliveredAt, ...(isTold && readAt !== null ? { readAt } : {}) }];
  });
  return {
    others: others.length,
    delivered: people.length,
    read: people.filter((person) => person.readAt !== undefined).length,
    people,
  };
};
