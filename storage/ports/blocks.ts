import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';

/** Blocks, and requests of strangers. */
export interface Blocks {
  /**
   * Blocks somebody or no longer does; the other is told nothing. `at`: when it was decided, ms since 1970; of decisions
   * made on several devices the latest stands, in whatever order they arrive.
   */
  setBlock(userId: UserId, other: UserId, on: boolean, at: number): Promise<'changed' | 'same' | 'unknown'>;
  /**
   * The one who was written to knows the other from now on; who was asked into a group is in it like anybody.
   * `not-allowed`: it is the other who was written to.
   */
  acceptStranger(id: ConversationId, userId: UserId): Promise<'changed' | 'same' | 'not-allowed' | 'unknown'>;
  /** Account numbers of whom an account blocks, or who block it: neither is shown that the other is there. */
  unseenBy(userId: UserId): Promise<ReadonlySet<number>>;
}
