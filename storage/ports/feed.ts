import type { UserId } from '../../shared/ids/account.ts';
import type { FeedPage } from '../../shared/protocol/facts.ts';

export interface FeedRequest {
  readonly userId: UserId;
  /** A cursor; 0: everything. */
  readonly since: number;
  /** Bounds the conversations of a page. */
  readonly limit: number;
}

/** The account feed. */
export interface Feed {
  /** What changed for an account after a cursor (0: everything). `limit` bounds the conversations of a page. */
  feed(userId: UserId, since: number, limit: number): Promise<FeedPage>;
  /** The same for several requests, in their order, as of one moment; what they share is read once. */
  feeds(requests: readonly FeedRequest[]): Promise<readonly FeedPage[]>;
}
