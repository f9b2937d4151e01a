import type { UserId } from '../../shared/ids/account.ts';
import type { FeedPage } from '../../shared/protocol/facts.ts';
import { FEED_LIMITS } from '../../shared/protocol/limits.ts';
import type { ServerMessage } from '../../shared/protocol/messages.ts';
import type { Timers } from '../timers.ts';
import { createFeedDeltas, type HasVersion } from './feed-deltas.ts';

/** Conversations in one pushed page; a larger change goes in several. */
const FEED_PAGE_SIZE = 200;
/** Changes within this many ms are sent together: facts may be that late, messages are not. */
const DEBOUNCE_MS = 60;
/** A read that failed is tried again after this many ms. */
const AGAIN_MS = 5_000;

/** One device, or program, that is told what changes. */
export interface FeedListener {
  readonly isClosed: boolean;
  tell(message: ServerMessage): void;
}

interface Follower {
  readonly listener: FeedListener;
  cursor: number;
  readonly messageOf: (page: FeedPage) => ServerMessage;
}

const wholePage = (page: FeedPage): ServerMessage => ({ type: 'feed', page });

/** Pushes changed facts to the devices that follow their account's feed. */
export const createFeedPush = (
  feed: (userId: UserId, since: number, limit: number) => Promise<FeedPage>,
  timers: Pick<Timers, 'setTimer'>,
  onError: (error: unknown) => void,
) => {
  const followers = new Map<UserId, Set<Follower>>();
  const dirty = new Set<UserId>();
  const running = new Set<UserId>();
  /** Accounts that were told a moment ago: what changes meanwhile is told together. */
  const resting = new Set<UserId>();
  let cancel: (() => void) | undefined;
  const ends = new Set<() => void>();

  const push = async (userId: UserId): Promise<void> => {
    const set = followers.get(userId);
    for (const follower of set ?? []) {
      if (follower.listener.isClosed) {
        set?.delete(follower);
        if (set?.size === 0) followers.delete(userId);
        continue;
      }
      for (let more = true; more && !follower.listener.isClosed; ) {
        const page = await feed(userId, follower.cursor, FEED_PAGE_SIZE);
        more = page.more;
        if (page.cursor === follower.cursor) break;
        follower.cursor = page.cursor;
        if (page.people.length === 0 && page.conversations.length === 0) continue;
        follower.listener.tell(follower.messageOf(page));
      }
    }
  };

  const rest = (userIds: readonly UserId[]): void => {
    for (const userId of userIds) resting.add(userId);
    const ms = Math.min(FEED_LIMITS.restMs, userIds.length * FEED_LIMITS.restMsOfOne);
    const end = timers.setTimer(ms, () => {
      ends.delete(end);
      for (const userId of userIds) resting.delete(userId);
      if (userIds.some((userId) => dirty.has(userId))) flush();
    });
    ends.add(end);
  };

  const flush = (): void => {
    cancel?.();
    cancel = undefined;
    const due = [...dirty].filter((userId) => !running.has(userId) && !resting.has(userId));
    if (due.length > 0) rest(due);
    for (const userId of due) {
      dirty.delete(userId);
      running.add(userId);
      push(userId)
        .catch((error: unknown) => {
          onError(error);
          // Nothing else may change for them for long.
          const end = timers.setTimer(AGAIN_MS, () => {
            ends.delete(end);
            dirty.add(userId);
            schedule();
          });
          ends.add(end);
        })
        .finally(() => {
          running.delete(userId);
          if (dirty.has(userId)) schedule();
        });
    }
  };
  const schedule = (): void => {
    cancel ??= timers.setTimer(DEBOUNCE_MS, flush);
  };

  return {
    /** @param hasVersion given for a device that takes deltas */
    follow: (userId: UserId, listener: FeedListener, since: number, hasVersion?: HasVersion): void => {
      const set = followers.get(userId) ?? new Set();
      for (const follower of set) if (follower.listener === listener) set.delete(follower);
      const messageOf = hasVersion === undefined ? wholePage : createFeedDeltas(hasVersion);
      followers.set(userId, set.add({ listener, cursor: since, messageOf }));
      dirty.add(userId);
      resting.delete(userId);
      schedule();
    },
    notify: (userIds: Iterable<UserId>): void => {
      for (const userId of userIds) if (followers.has(userId)) dirty.add(userId);
      if (dirty.size > 0) schedule();
    },
    /** Checks the facts of every account that follows. */
    notifyAll: (): void => {
      for (const userId of followers.keys()) dirty.add(userId);
      if (dirty.size > 0) schedule();
    },
    /** Sends something that is stored nowhere to every following device of these accounts. */
    tell: (userIds: Iterable<UserId>, message: ServerMessage): void => {
      for (const userId of userIds) for (const { listener } of followers.get(userId) ?? []) listener.tell(message);
    },
    close: (): void => {
      cancel?.();
      for (const end of ends) end();
    },
  };
};
export type FeedPush = ReturnType<typeof createFeedPush>;
