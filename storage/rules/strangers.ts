import { LIMITS } from '../../shared/protocol/limits.ts';
import type { CommitRequest } from '../ports/journal.ts';

/** Who would see what somebody does, and who of them has answered. */
export interface Audience {
  /** Of a direct conversation: the account that has not answered the other. */
  readonly unanswered: number | null;
  /** Of a group: fewer than two members have accepted, and somebody was asked. */
  readonly isUnheard: boolean;
  /** Each member's `askedBy`; only read when the group is unheard. */
  readonly askedBy: ReadonlyMap<number, number | null>;
}

/** What one account knows of another who puts them into a group. */
export interface Acquaintance {
  /** They have a direct conversation in which they have answered. */
  readonly knows: boolean;
  readonly blocks: boolean;
  /** Groups into which the other has asked them: those they have not accepted, and of these those they are still in. */
  readonly asked: number;
  readonly waiting: number;
  /** How many things the other has shown to them. */
  readonly shown: number;
}

/** How many things a write makes appear to the others. */
export const countShown = ({ shown, effects }: CommitRequest): number =>
  shown ?? (effects === undefined ? 1 : effects.messages.length + effects.edits.length);

/** Members who have neither answered nor accepted, and are the only ones to see what `writer` does here. */
export const unheardBy = ({ unanswered, isUnheard, askedBy }: Audience, writer: number): number[] => {
  if (unanswered !== null) return unanswered === writer ? [] : [unanswered];
  // A writer who was asked themself is the one to be spared.
  if (!isUnheard || typeof askedBy.get(writer) === 'number') return [];
  return [...askedBy].flatMap(([account, by]) => (by === null || account === writer ? [] : account));
};

/**
 * Whether a group talks to people of whom nobody has accepted.
 * @param others members beside those of `askedBy`, who all have accepted
 */
export const isUnheard = (askedBy: ReadonlyMap<number, number | null>, others = 0): boolean => {
  const accepted = [...askedBy.values()].filter((by) => by === null).length;
  return accepted + others < 2 && accepted < askedBy.size;
};

/** Deleted things count, in all conversations together: nobody is flooded by somebody they have not answered. */
export const mayShow = (targets: readonly number[], shownTo: (target: number) => number, shown: number): boolean =>
  targets.every((target) => shownTo(target) + shown <= LIMITS.unansweredMessages);

/** Whether being put into a group is a request: they do not know who puts them there, or block them. */
export const mustAsk = ({ knows, blocks }: Acquaintance): boolean => !knows || blocks;

/**
 * Whether somebody may ask a person into one more group. Requests that the person declined count; a block changes
 * nothing, so nobody learns of it.
 */
export const mayAsk = ({ knows, asked, waiting, shown }: Acquaintance): boolean =>
  knows || (waiting < LIMITS.waitingGroupRequests && shown + asked < LIMITS.unansweredMessages);
