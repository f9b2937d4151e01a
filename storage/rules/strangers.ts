import { LIMITS } from '../../shared/protocol/limits.ts';
import type { CommitRequest } from '../ports/journal.ts';

/** Who would see an act, and which of them have answered. */
export interface Audience {
  /** Of a direct conversation: the account that has not answered the other. */
  readonly unanswered: number | null;
  /** Of a group: fewer than two members have accepted, and a person was asked. */
  readonly isUnheard: boolean;
  /** Each member's `askedBy`; only read when the group is unheard. */
  readonly askedBy: ReadonlyMap<number, number | null>;
}

/** What one account knows of another that adds them to a group. */
export interface Acquaintance {
  /** They have a direct conversation in which they have answered. */
  readonly knows: boolean;
  readonly blocks: boolean;
  /** Groups to which the other added them: those not accepted, and the number of these in which they still are. */
  readonly asked: number;
  readonly waiting: number;
  /** How many things the other has shown to them. */
  readonly shown: number;
}

/** How many things a write shows to the others. */
export const countShown = ({ shown, effects }: CommitRequest): number =>
  shown ?? (effects === undefined ? 1 : effects.messages.length + effects.edits.length);

/** Members who have neither answered nor accepted, if they are the only ones to see what `writer` does here. */
export const unheardBy = ({ unanswered, isUnheard, askedBy }: Audience, writer: number): number[] => {
  if (unanswered !== null) return unanswered === writer ? [] : [unanswered];
  // A writer who was asked themself is the person to protect.
  if (!isUnheard || typeof askedBy.get(writer) === 'number') return [];
  return [...askedBy].flatMap(([account, by]) => (by === null || account === writer ? [] : account));
};

/**
 * Whether a group only reaches people of whom nobody has accepted.
 * @param others members other than those of `askedBy`; all of them have accepted
 */
export const isUnheard = (askedBy: ReadonlyMap<number, number | null>, others = 0): boolean => {
  const accepted = [...askedBy.values()].filter((by) => by === null).length;
  return accepted + others < 2 && accepted < askedBy.size;
};

/** Deleted things count too, across all conversations: nobody is flooded by a person they have not answered. */
export const mayShow = (targets: readonly number[], shownTo: (target: number) => number, shown: number): boolean =>
  targets.every((target) => shownTo(target) + shown <= LIMITS.unansweredMessages);

/** Whether being added to a group is a request: they do not know the person who adds them, or block them. */
export const mustAsk = ({ knows, blocks }: Acquaintance): boolean => !knows || blocks;

/**
 * Whether a person may be asked into one more group. Declined requests count; a block changes nothing, so nobody learns of
 * it.
 */
export const mayAsk = ({ knows, asked, waiting, shown }: Acquaintance): boolean =>
  knows || (waiting < LIMITS.waitingGroupRequests && shown + asked < LIMITS.unansweredMessages);
