import type { Blocks } from '../ports/blocks.ts';
import type { Changed, OfMember } from './group-plan.ts';
import { createSight } from './sight.ts';

type Outcome = Awaited<ReturnType<Blocks['setBlock']>>;

/** A conversation of which both are or were members. */
interface SharedConversation {
  readonly conversation: number;
  /** The blocker is a member: what the blocked person wrote stays when they leave. */
  readonly isPresent: boolean;
  /** The blocker was added and has not accepted. */
  readonly isAsked: boolean;
  /** The blocker has not answered in it. */
  readonly isUnanswered: boolean;
  readonly delivered: number;
  readonly read: number;
  /** When the blocker's watermarks last rose. */
  readonly marksChanged: number;
  /** Who wrote the newest message, and whether the blocker blocked them until now. */
  readonly headBy: number | null;
  readonly isHeadBlocked: boolean;
}

export interface BlockFacts {
  readonly blocker: number;
  readonly blocked: number;
  /** When the blocker was last online. */
  readonly seenAt: number | null;
  /** The last decision about this person. */
  readonly before: { readonly isActive: boolean; readonly at: number } | undefined;
  /** The blocker has not answered the blocked person, or not accepted a group with them. */
  readonly isUnanswering: boolean;
  /** Both have accepted a conversation they share. */
  readonly isAcquainted: boolean;
  readonly shared: readonly SharedConversation[];
  /** Groups of the blocker that the blocked person asks to join. */
  readonly requestedIn: readonly number[];
}

export interface BlockPlan {
  readonly changes: number;
  readonly blocks: readonly (Changed & {
    readonly blocker: number;
    readonly blocked: number;
    readonly isActive: boolean;
    readonly at: number;
    readonly seenAt: number | null;
  })[];
  /** Decisions that only change the time of the last one. */
  readonly confirmed: readonly { readonly blocker: number; readonly blocked: number; readonly at: number }[];
  /** Watermarks of `account` that `viewer` still sees. */
  readonly keptMarks: readonly (OfMember & {
    readonly viewer: number;
    readonly delivered: number;
    readonly read: number;
    /** When they last rose: a change that the viewer's devices may not have asked for yet. */
    readonly changed: number;
  })[];
  readonly droppedMarks: readonly { readonly viewer: number; readonly account: number }[];
  /** Accounts whose latest message is from the blocked person: the message before it is no longer known. */
  readonly emptyHeads: readonly OfMember[];
  readonly droppedHeads: readonly OfMember[];
  /** Groups to which a blocked person added the account were hidden from it: they are new to its devices. */
  readonly rejoined: readonly (OfMember & Changed)[];
  readonly marksTold: readonly (OfMember & Changed)[];
  /** Memberships whose unread count and latest message change. */
  readonly ownTold: readonly (OfMember & Changed)[];
  readonly seen: readonly ({ readonly account: number } & Changed)[];
}

type Open<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer R)[] ? R[] : T[K] };

const emptyPlan = (): Open<BlockPlan> => ({
  changes: 0,
  blocks: [],
  confirmed: [],
  keptMarks: [],
  droppedMarks: [],
  emptyHeads: [],
  droppedHeads: [],
  rejoined: [],
  marksTold: [],
  ownTold: [],
  seen: [],
});

/** When the blocker was last online, as the blocked person still sees it. */
const seenByBlocked = ({ blocker, blocked, seenAt, isUnanswering, isAcquainted }: BlockFacts): number | null =>
  createSight({
    me: blocked,
    blockers: new Map(),
    blocked: new Set(),
    unanswering: new Set(isUnanswering ? [blocker] : []),
    acquainted: new Set(isAcquainted ? [blocker] : []),
    keptMarks: () => undefined,
  }).seenAt(blocker, seenAt);

const keepMarks = ({ blocker, blocked, shared }: BlockFacts, plan: Open<BlockPlan>): void => {
  for (const { conversation, isAsked, isUnanswered, delivered, read, marksChanged: changed } of shared) {
    const marks = isAsked || isUnanswered ? { delivered: 0, read: 0, changed: 0 } : { delivered, read, changed };
    plan.keptMarks.push({ viewer: blocked, account: blocker, conversation, ...marks });
  }
};

const changeConversation = (
  { blocker, blocked }: BlockFacts,
  { conversation, isAsked, headBy, isHeadBlocked }: SharedConversation,
  on: boolean,
  plan: Open<BlockPlan>,
): void => {
  const mine = { conversation, account: blocker };
  const change = plan.changes++;
  if (on) {
    if (headBy === blocked) plan.emptyHeads.push(mine);
  } else {
    if (headBy === blocked || !isHeadBlocked) plan.droppedHeads.push(mine);
    if (isAsked) plan.rejoined.push({ ...mine, change });
    plan.marksTold.push({ ...mine, change });
  }
  plan.ownTold.push({ ...mine, change });
};

/**
 * Decides what changes when a person blocks or unblocks another. Of decisions made on several devices the latest stands; of
 * two at the same time, the block.
 * @param facts undefined: one of the two has no account
 * @param at when it was decided, ms since 1970
 */
export const decideBlock = (
  facts: BlockFacts | undefined,
  on: boolean,
  at: number,
): { readonly outcome: Outcome; readonly plan: BlockPlan } => {
  const plan = emptyPlan();
  if (facts === undefined || facts.blocker === facts.blocked) return { outcome: 'unknown', plan };
  const { blocker, blocked, before } = facts;
  if (before !== undefined && (before.at > at || (before.at === at && !on))) return { outcome: 'same', plan };
  if ((before?.isActive === true) === on) {
    if (before !== undefined) plan.confirmed.push({ blocker, blocked, at });
    return { outcome: 'same', plan };
  }
  const seenAt = on ? seenByBlocked(facts) : null;
  plan.blocks.push({ blocker, blocked, isActive: on, at, seenAt, change: plan.changes++ });
  if (on) keepMarks(facts, plan);
  else plan.droppedMarks.push({ viewer: blocked, account: blocker });
  for (const shared of facts.shared) if (shared.isPresent) changeConversation(facts, shared, on, plan);
  for (const conversation of facts.requestedIn)
    plan.ownTold.push({ conversation, account: blocker, change: plan.changes++ });
  if (!on) plan.seen.push({ account: blocker, change: plan.changes++ });
  return { outcome: 'changed', plan };
};
