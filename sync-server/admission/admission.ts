import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { Refusal } from '../../shared/protocol/refusal.ts';
import type { ChapterEffects } from '../../storage/ports/journal.ts';

/** Who writes. */
export interface Actor {
  readonly userId: UserId;
  readonly number: AccountNumber;
  /** The device number that the connection names; undefined: it names none. */
  readonly device?: number | undefined;
  /** The protocol that the connection's device speaks; undefined: the newest. */
  readonly protocol?: number | undefined;
  /** The session, or sync token of a program, that opened the connection. */
  readonly session?: string | undefined;
}

/** The outcome of an update. */
export type Admission =
  | {
      readonly kind: 'admitted';
      readonly position: number;
      readonly effects: ChapterEffects | undefined;
    }
  /** Nothing new: as good as admitted. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** An update that waits for its turn. */
export interface Waiting {
  readonly actor: Actor;
  readonly update: Uint8Array;
  /** A single change rather than a sync after an absence: foreign structs in it are an attack. */
  readonly strict: boolean;
  readonly resolve: (admission: Admission) => void;
  readonly reject: (error: unknown) => void;
}
