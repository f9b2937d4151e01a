import type { UserId } from '../../shared/ids/account.ts';
import type { FeedPage } from '../../shared/protocol/facts.ts';

/** The account feed. */
export interface Feed {
  /** What changed for an account after a cursor (0: everything). `limit` bounds the conversations of a page. */
  feed(userId: UserId, since: number, limit: number): Promise<FeedPage>;
}
