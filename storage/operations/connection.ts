import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Work } from './work.ts';

export interface StorageOptions {
  /** ms since 1970. */
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Signs proofs of history in a database that has no key for it yet; random when left out. */
  readonly proofKey?: Uint8Array | undefined;
  /** Names the starts of servers, which only have to differ; `random` when left out. */
  readonly startRandom?: (() => number) | undefined;
  /** Called with every error of a read or a write. */
  readonly onFault?: ((error: unknown) => void) | undefined;
  /**
   * Called before each writing transaction; when it throws or rejects, nothing is written and the caller gets the error.
   */
  readonly beforeCommit?: (() => void | Promise<void>) | undefined;
}

/** Rows that a transaction keeps others from changing; no other transaction needs to wait for it. */
export interface Locks {
  readonly conversations?: readonly ConversationId[];
  readonly accounts?: readonly UserId[];
}

/** A database as the operations see it. */
export interface Connection {
  readonly now: () => number;
  readonly random: () => number;
  readonly startRandom: () => number;
  /**
   * One durable transaction. What it reads stays true until it is written: nothing else writes meanwhile, or, with
   * `locks`, nothing else writes what concerns these rows.
   */
  write<T>(work: () => Work<T>, locks?: Locks): Promise<T>;
  /** One consistent view. */
  read<T>(work: () => Work<T>): Promise<T>;
  /**
   * Frees the database's files of what was deleted, as far as the database can promise it. False: not now, since
   * somebody else reads; to be called again later.
   */
  forgetDeleted(): Promise<boolean>;
}
