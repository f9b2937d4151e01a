import type { FeedPage } from '../../../shared/protocol/facts.ts';
import type { ServerMessage } from '../../../shared/protocol/messages.ts';

type FeedMessage = Extract<ServerMessage, { readonly type: 'feed' | 'delta' }>;

export interface FeedPagesDeps {
  /** Makes a page of a delta; undefined: the device does not know what that leaves out. */
  readonly expand: (delta: unknown) => FeedPage | undefined;
  /** Asks for all that the device lacks; undefined: there was no answer. */
  readonly fetch: () => Promise<FeedPage | undefined>;
  readonly onPage: (page: FeedPage) => void;
  /** Begins anew, which asks for all that the device lacks. */
  readonly reconnect: () => void;
}

/**
 * Takes what a connection tells of the feed, in its order: a later page must not be taken while an earlier one is missing,
 * because the cursor would pass over the gap.
 */
export const createFeedPages = ({ expand, fetch, onPage, reconnect }: FeedPagesDeps) => {
  /** Counts connections: what an earlier one told is told again. */
  let connection = 0;
  let pages: Promise<void> = Promise.resolve();

  const take = async (message: FeedMessage, of: number): Promise<void> => {
    if (of !== connection) return;
    const page = message.type === 'feed' ? message.page : (expand(message.page) ?? (await fetch()));
    if (of !== connection) return;
    if (page === undefined || (message.type === 'delta' && page.more)) reconnect();
    else onPage(page);
  };

  return {
    heard: (message: FeedMessage): void => {
      const of = connection;
      pages = pages.then(() => take(message, of)).catch(reconnect);
    },
    /** The connection has ended: what still waits is not taken. */
    reset: (): void => {
      connection++;
    },
  };
};
