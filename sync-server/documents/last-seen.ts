import type { UserId } from '../../shared/ids/account.ts';

/** At most this often do other people's feeds learn when one person was here. */
const EVERY_MS = 5 * 60_000;

interface Known {
  connections: number;
  /** When they were last here. */
  at: number;
  /** By the monotonic clock. */
  savedAt: number;
  saved: number;
}

export interface LastSeenDependencies {
  readonly save: (seen: readonly { readonly userId: UserId; readonly at: number }[]) => Promise<void>;
  /** These people have disconnected: worth telling those who know them. */
  readonly announce: (left: readonly UserId[]) => Promise<void>;
  /** ms since 1970 */
  readonly now: () => number;
  /** ms, never set back. */
  readonly monotonic: () => number;
  readonly onError: (error: unknown) => void;
}

/**
 * When people were last here. It is written when their last device disconnects and while they stay, for all of them
 * together and for each at most once in five minutes, whatever their connections do. A crash loses five minutes.
 */
export const createLastSeen = ({ save, announce, now, monotonic, onError }: LastSeenDependencies) => {
  const people = new Map<UserId, Known>();

  const write = async (all: boolean): Promise<void> => {
    const at = now();
    const moment = monotonic();
    const due: { userId: UserId; at: number }[] = [];
    const left: UserId[] = [];
    for (const [userId, one] of people) {
      if (one.connections > 0) one.at = at;
      if (!all && one.savedAt + EVERY_MS > moment) continue;
      if (one.at > one.saved) {
        due.push({ userId, at: one.at });
        if (one.connections === 0) left.push(userId);
        one.saved = one.at;
        one.savedAt = moment;
      } else if (one.connections === 0) people.delete(userId);
    }
    if (due.length > 0) await save(due);
    if (left.length > 0) await announce(left);
  };
  const writeSoon = (all: boolean): Promise<void> => write(all).catch(onError);

  return {
    came: (userId: UserId): void => {
      const one = people.get(userId) ?? { connections: 0, at: 0, savedAt: Number.NEGATIVE_INFINITY, saved: 0 };
      one.connections++;
      people.set(userId, one);
    },
    left: (userId: UserId): void => {
      const one = people.get(userId);
      if (one === undefined) return;
      one.connections--;
      one.at = now();
      if (one.connections === 0 && one.savedAt + EVERY_MS <= monotonic()) void writeSoon(false);
    },
    /** Call about once a minute. */
    tick: (): Promise<void> => writeSoon(false),
    /** Writes what is known and not written yet, at the end of the process. */
    close: (): Promise<void> => writeSoon(true),
  };
};
export type LastSeen = ReturnType<typeof createLastSeen>;
