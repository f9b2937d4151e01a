import type { PersonFact } from '../../shared/protocol/facts.ts';

/** Somebody, as views show them. */
export interface Person {
  readonly userId: string;
  /** Account number, as in `by` of an envelope. */
  readonly number: number;
  readonly name: string;
  readonly username?: string | undefined;
  /** SHA-256 of the picture, hex: shown from `/api/pictures/<hash>`. */
  readonly picture?: string | undefined;
  /** Only while it holds. `until`: ms since 1970. */
  readonly status?: { readonly text: string; readonly until?: number | undefined } | undefined;
  readonly gone?: true | undefined;
  /** The reader blocks them; they are not told. */
  readonly blocked?: true | undefined;
}

/** Without when they were last seen, which changes often and belongs to member lists. */
export const toPerson = ({ seenAt: _, ...person }: PersonFact): Person => person;
