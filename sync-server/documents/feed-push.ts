import type { UserId } from '../../shared/ids/account.ts';
import type { FeedPage } from '../../shared/protocol/facts.ts';
import type { ServerMessage } from '../../shared/protocol/messages.ts';
import { messageFrame } from '../gate/answers.ts';
import type { Line } from '../gate/line.ts';

/** Conversations in one pushed page; a larger change goes in several. */
const FEED_PAGE_SIZE = 200;
/** Changes of this many ms go out together: facts may be that late, messages are not. */
const DEBOUNCE_MS = 60;

interface Follower {
  readonly line: Line;
  cursor: number;
}

/** Pushes changed facts to the devices that follow their account's feed. */
export const createFeedPush = (
  feed: (userId: UserId, since: number, limit: number) => Promise<FeedPage>,
  onError: (error: unknown) => void,
) => {
  const followers = new Map<UserId, Set<Follower>>();
  const dirty = new Set<UserId>();
  const running = new Set<UserId>();
  let timer: NodeJS.Timeout | undefined;

  const push = async (userId: UserId): Promise<void> => {
    const set = followers.get(userId);
    for (const follower of set ?? []) {
      if (follower.line.isClosed) {
        set?.delete(follower);
        if (set?.size === 0) followers.delete(userId);
        continue;
      }
      for (let more = true; more; ) {
        const page = await feed(userId, follower.cursor, FEED_PAGE_SIZE);
        more = page.more;
        if (page.cursor === follower.cursor) break;
        follower.cursor = page.cursor;
        if (page.people.length === 0 && page.conversations.length === 0) continue;
        follower.line.send(messageFrame(follower.line.name, { type: 'feed', page }));
      }
    }
  };

  const flush = (): void => {
    timer = undefined;
    for (const userId of dirty) {
      if (running.has(userId)) continue;
      dirty.delete(userId);
      running.add(userId);
      push(userId)
        .catch(onError)
        .finally(() => {
          running.delete(userId);
          if (dirty.has(userId)) schedule();
        });
    }
  };
  const schedule = (): void => {
    timer ??= setTimeout(flush, DEBOUNCE_MS);
  };

  return {
    follow: (userId: UserId, line: Line, since: number): void => {
      const set = followers.get(userId) ?? new Set();
      for (const follower of set) if (follower.line === line) set.delete(follower);
      followers.set(userId, set.add({ line, cursor: since }));
      dirty.add(userId);
      schedule();
    },
    notify: (userIds: Iterable<UserId>): void => {
      for (const userId of userIds) if (followers.has(userId)) dirty.add(userId);
      if (dirty.size > 0) schedule();
    },
    /** A word that is stored nowhere, to every device of these accounts that follows. */
    tell: (userIds: Iterable<UserId>, message: ServerMessage): void => {
      for (const userId of userIds)
        for (const { line } of followers.get(userId) ?? []) line.send(messageFrame(line.name, message));
    },
    close: (): void => clearTimeout(timer),
  };
};
