import type { Clock, Network, Random, Socket } from '../ports.ts';

/** Between tries: half a second at first, half a minute at most, with jitter so that a restarted server is not stormed. */
export const backoffDelay = (failures: number, random: Random): number =>
  Math.min(30_000, 500 * 2 ** Math.min(failures, 10)) * (0.5 + random() / 2);

/** Below the 60 s after which the server drops a silent connection. */
const IDLE_AFTER = 25_000;
/** A socket that owes an answer and is silent for this long is dead, whatever it says. */
const DEAD_AFTER = 35_000;
const TICK_AT_LEAST = 1_000;

export interface LinkEvents {
  readonly onOpen: () => void;
  readonly onFrame: (frame: Uint8Array) => void;
  readonly onClose: () => void;
  /** Something is owed by the server. */
  readonly waiting: () => boolean;
  /** Nothing was sent for a while: say something that is answered. */
  readonly probe: () => void;
}

/** One WebSocket at a time, watched: opens when told, closes itself when it is dead, says so once. */
export interface Link {
  readonly state: () => 'closed' | 'opening' | 'open';
  readonly open: () => void;
  readonly close: () => void;
  readonly send: (frame: Uint8Array) => void;
}

export const createLink = (network: Network, clock: Clock, events: LinkEvents): Link => {
  let socket: Socket | undefined;
  let state: 'closed' | 'opening' | 'open' = 'closed';
  let sentAt = 0;
  let heardAt = 0;
  let waitingSince: number | undefined;
  let cancelTick: (() => void) | undefined;
  /** Which socket the callbacks belong to: a closed one may still speak. */
  let current = 0;

  const drop = () => {
    if (state === 'closed') return;
    current++;
    state = 'closed';
    cancelTick?.();
    cancelTick = undefined;
    const old = socket;
    socket = undefined;
    old?.close();
    events.onClose();
  };

  /** Looks when something can be due, not at every interval: most connections are silent most of the time. */
  const tick = () => {
    const now = clock.now();
    const owed = state === 'opening' || events.waiting();
    waitingSince = owed ? (waitingSince ?? now) : undefined;
    if (waitingSince !== undefined && now - Math.max(heardAt, waitingSince) >= DEAD_AFTER) return drop();
    // Some frames are never answered: what was heard counts as well as what was said.
    if (state === 'open' && !owed && now - Math.min(sentAt, heardAt) >= IDLE_AFTER) events.probe();
    if (state === 'closed') return;
    const due =
      waitingSince === undefined
        ? Math.min(sentAt, heardAt) + IDLE_AFTER
        : Math.max(heardAt, waitingSince) + DEAD_AFTER;
    cancelTick = clock.setTimer(Math.max(TICK_AT_LEAST, due - clock.now()), tick);
  };

  return {
    state: () => state,
    open: () => {
      if (state !== 'closed') return;
      state = 'opening';
      const mine = ++current;
      sentAt = heardAt = clock.now();
      waitingSince = undefined;
      cancelTick = clock.setTimer(IDLE_AFTER, tick);
      socket = network.open({
        onOpen: () => {
          if (mine !== current) return;
          state = 'open';
          heardAt = clock.now();
          events.onOpen();
        },
        onFrame: (frame) => {
          if (mine !== current) return;
          heardAt = clock.now();
          events.onFrame(frame);
          if (!events.waiting()) waitingSince = undefined;
        },
        onClose: () => {
          if (mine === current) drop();
        },
      });
    },
    close: drop,
    send: (frame) => {
      if (state !== 'open') return;
      sentAt = clock.now();
      waitingSince ??= sentAt;
      socket?.send(frame);
    },
  };
};
