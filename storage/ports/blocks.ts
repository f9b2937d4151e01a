import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';

/** Blocks, and requests of strangers. */
export interface Blocks {
  /**
   * Blocks a person, or unblocks them; the other is told nothing. `at`: when it was decided, ms since 1970. Of decisions
   * made on several devices the latest stands, in whatever order they arrive.
   */
  setBlock(userId: UserId, other: UserId, on: boolean, at: number): Promise<'changed' | 'same' | 'unknown'>;
  /**
   * Accepts: a person written to knows the writer from now on; a person asked into a group is an ordinary member.
   * `not-allowed`: the request is the other person's to accept.
   */
  acceptStranger(id: ConversationId, userId: UserId): Promise<'changed' | 'same' | 'not-allowed' | 'unknown'>;
  /** Account numbers that an account blocks or that block it: the two never see each other's presence. */
  unseenBy(userId: UserId): Promise<ReadonlySet<number>>;
}
