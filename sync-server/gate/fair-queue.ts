import { GATE_LIMITS } from '../../shared/protocol/limits.ts';
import type { Timers } from '../timers.ts';

/** One piece of work for a socket. */
export interface Work {
  /** In units: one small frame costs one. */
  readonly cost: number;
  /** Bytes it holds in memory until it is done. */
  readonly bytes: number;
  /**
   * Starts it; resolves when it is done. Must not reject.
   * @param release call it when only waiting for the other end is left: other work of the account may then start
   */
  readonly start: (release: () => void) => Promise<unknown>;
}

/** A socket, as far as the queue is concerned. */
export interface Flow {
  pause(): void;
  resume(): void;
}

/** What one account, or one address before sign-in, has asked for. */
interface Share {
  readonly waiting: Work[];
  /** Units it may still spend; when negative, it waits until enough has been refilled. */
  level: number;
  refilledAt: number;
  /** Units of the round robin it has not used yet. */
  deficit: number;
  /** Units started and not done. */
  underWay: number;
  /** Works and bytes that wait or are under way. */
  count: number;
  bytes: number;
  readonly flows: Set<Flow>;
  isPaused: boolean;
  /** Whether it is in the ring of shares that take turns. */
  isReady: boolean;
  isWaking: boolean;
}

export interface FairQueueDependencies {
  /** Monotonic ms. */
  readonly now: () => number;
  readonly timers: Pick<Timers, 'setTimer' | 'nextTurn'>;
  /** false: allowances are not enforced, turns still are. For tests and benchmarks. */
  readonly isPaced: boolean;
}

/** Units that one share gets per round. */
const QUANTUM = 32;
/** Units started before the event loop gets a turn: about 10 ms of small frames, or six states of 1 MB. */
const TURN = 128;
/** Shares remembered before idle ones are forgotten. */
const REMEMBERED = 1_000;

/** The share of an account, on whatever sockets it comes. */
export const shareOfAccount = (account: string): string => `account ${account}`;

export type FairQueue = ReturnType<typeof createFairQueue>;

/**
 * Shares the server's time between accounts: each has an allowance that refills over time, and accounts with work take
 * turns of equal cost. When a share holds too much, its sockets are no longer read; nothing is dropped.
 */
export const createFairQueue = ({ now, timers, isPaced }: FairQueueDependencies) => {
  const { costBurst, costPerSecond, costUnderWay, heldWorks, heldBytes } = GATE_LIMITS;
  const shares = new Map<string, Share>();
  let ring: Share[] = [];
  let left = TURN;
  let isScheduled = false;

  const refill = (share: Share): void => {
    const at = now();
    const gained = (Math.max(0, at - share.refilledAt) / 1000) * costPerSecond;
    share.level = Math.min(costBurst, share.level + gained);
    share.refilledAt = at;
  };

  const isAtRest = (share: Share): boolean => {
    if (share.count > 0 || share.flows.size > 0) return false;
    refill(share);
    return share.level >= costBurst;
  };

  const shareOf = (key: string): Share => {
    const known = shares.get(key);
    if (known !== undefined) return known;
    if (shares.size >= REMEMBERED) for (const [other, share] of shares) if (isAtRest(share)) shares.delete(other);
    const share: Share = {
      waiting: [],
      level: costBurst,
      refilledAt: now(),
      deficit: 0,
      underWay: 0,
      count: 0,
      bytes: 0,
      flows: new Set(),
      isPaused: false,
      isReady: false,
      isWaking: false,
    };
    shares.set(key, share);
    return share;
  };

  const setPaused = (share: Share, isPaused: boolean): void => {
    if (share.isPaused === isPaused) return;
    share.isPaused = isPaused;
    for (const flow of share.flows) {
      if (isPaused) flow.pause();
      else flow.resume();
    }
  };

  const mayStart = (share: Share): boolean => {
    if (share.underWay >= costUnderWay) return false;
    if (!isPaced) return true;
    refill(share);
    return share.level > 0;
  };

  /**
   * Puts a share into the ring when it has work that may start; otherwise it returns after a refill or when work ends.
   */
  const enrol = (share: Share): void => {
    if (share.isReady || share.waiting.length === 0 || share.underWay >= costUnderWay) return;
    if (!mayStart(share)) {
      if (share.isWaking) return;
      share.isWaking = true;
      timers.setTimer((1 - share.level) * (1000 / costPerSecond), () => {
        share.isWaking = false;
        enrol(share);
      });
      return;
    }
    share.isReady = true;
    ring.push(share);
    scheduleTurn();
  };

  const begin = (share: Share, work: Work): void => {
    left -= work.cost;
    share.level -= work.cost;
    share.underWay += work.cost;
    let isReleased = false;
    const release = (): void => {
      if (isReleased) return;
      isReleased = true;
      share.underWay -= work.cost;
      enrol(share);
    };
    void work.start(release).finally(() => {
      release();
      share.count--;
      share.bytes -= work.bytes;
      if (share.isPaused && share.count < heldWorks / 2 && share.bytes < heldBytes / 2) setPaused(share, false);
    });
  };

  const takeTurn = (share: Share): void => {
    share.deficit += QUANTUM;
    for (;;) {
      const next = share.waiting[0];
      if (next === undefined || !mayStart(share)) {
        share.deficit = 0;
        share.isReady = false;
        enrol(share);
        return;
      }
      if (next.cost > share.deficit || left <= 0) {
        ring.push(share);
        return;
      }
      share.deficit -= next.cost;
      share.waiting.shift();
      begin(share, next);
    }
  };

  const turn = (): void => {
    isScheduled = false;
    left = TURN;
    while (left > 0) {
      const round = ring;
      if (round.length === 0) return;
      ring = [];
      for (const share of round) {
        if (left > 0) takeTurn(share);
        else ring.push(share);
      }
    }
    scheduleTurn();
  };
  const scheduleTurn = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    timers.nextTurn(turn);
  };

  return {
    /** Takes work of one account or address, in the order of the calls for each of them. */
    push: (key: string, work: Work): void => {
      const share = shareOf(key);
      share.count++;
      share.bytes += work.bytes;
      if (share.count > heldWorks || share.bytes > heldBytes) setPaused(share, true);
      if (share.waiting.length === 0 && left > 0 && mayStart(share)) begin(share, work);
      else {
        share.waiting.push(work);
        enrol(share);
      }
    },
    /** Adds what a work turned out to cost beyond its estimate. */
    charge: (key: string, cost: number): void => {
      const share = shareOf(key);
      share.level -= cost;
    },
    /** Lets a socket be paused with its account. @returns a function that ends that */
    join: (key: string, flow: Flow): (() => void) => {
      const share = shareOf(key);
      share.flows.add(flow);
      if (share.isPaused) flow.pause();
      return () => {
        share.flows.delete(flow);
      };
    },
  };
};
