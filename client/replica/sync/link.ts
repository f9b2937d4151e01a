import type { Network, Random, Socket, Timers } from '../ports.ts';

/** Between tries: half a second at first, half a minute at most, with jitter so that a restarted server is not stormed. */
export const backoffDelay = (failures: number, random: Random): number =>
  Math.min(30_000, 500 * 2 ** Math.min(failures, 10)) * (0.5 + random() / 2);

/** A socket that has not opened by then never will. ms */
const OPENS_WITHIN = 10_000;
/**
 * The beat of an open socket: after one without an answer it is probed, after three more it is dead. A line that breaks
 * is noticed within five beats, 32.5 s; counted beats let a machine that slept wake up without losing its connection. ms
 */
const BEAT = 6_500;
const PATIENCE = 3;
/** An answer that takes longer than a beat is large or the line is slow: each death doubles the patience, to some 2 minutes. */
const PATIENCE_MOST = 18;
/** After a wake the answer to a probe has to come within this. ms */
const CHECK_WITHIN = 10_000;
/** The same when the browser says that the network came or went. ms */
const NETWORK_WITHIN = 5_000;

export interface LinkEvents {
  readonly onOpen: () => void;
  /** True when the frame answers something: what others write tells nothing of the way there. */
  readonly onFrame: (frame: Uint8Array) => boolean;
  readonly onClose: () => void;
  /** Something is owed by the server. */
  readonly waiting: () => boolean;
  /** Say something that is answered. */
  readonly probe: () => void;
}

/** One WebSocket at a time, watched: opens when told, closes itself when it is dead, says so once. It reads no clock. */
export interface Link {
  readonly state: () => 'closed' | 'opening' | 'open';
  readonly open: () => void;
  readonly close: () => void;
  readonly send: (frame: Uint8Array) => void;
  /**
   * Probes an open socket, and closes it when no answer comes. One that owes something is probed only when its network is
   * in doubt: a large answer may take longer on a slow line.
   */
  readonly check: (isNetwork: boolean) => void;
}

export const createLink = (network: Network, timers: Timers, events: LinkEvents): Link => {
  let socket: Socket | undefined;
  let state: 'closed' | 'opening' | 'open' = 'closed';
  let cancelTimer: (() => void) | undefined;
  let cancelCheck: (() => void) | undefined;
  /** Since the last beat. */
  let wasAnswered = false;
  /** At the last beat. */
  let wasOwed = false;
  let silentBeats = 0;
  /** Beats in which something is owed and nothing answered; kept from one socket to the next. */
  let patience = PATIENCE;
  /** Which socket the callbacks belong to: a closed one may still speak. */
  let current = 0;

  const drop = () => {
    if (state === 'closed') return;
    current++;
    state = 'closed';
    cancelTimer?.();
    cancelCheck?.();
    cancelCheck = undefined;
    const old = socket;
    socket = undefined;
    old?.close();
    events.onClose();
  };

  const beat = () => {
    const isOwed = events.waiting();
    silentBeats = wasOwed && isOwed && !wasAnswered ? silentBeats + 1 : 0;
    if (silentBeats >= patience) {
      patience = Math.min(patience * 2, PATIENCE_MOST);
      return drop();
    }
    if (!isOwed) patience = PATIENCE;
    const isQuiet = !isOwed && !wasAnswered;
    wasOwed = isOwed || isQuiet;
    wasAnswered = false;
    cancelTimer = timers.setTimer(BEAT, beat);
    if (isQuiet) events.probe();
  };

  return {
    state: () => state,
    open: () => {
      if (state !== 'closed') return;
      state = 'opening';
      const mine = ++current;
      cancelTimer = timers.setTimer(OPENS_WITHIN, drop);
      socket = network.open({
        onOpen: () => {
          if (mine !== current) return;
          state = 'open';
          wasAnswered = true;
          wasOwed = false;
          silentBeats = 0;
          cancelTimer?.();
          cancelTimer = timers.setTimer(BEAT, beat);
          events.onOpen();
        },
        onFrame: (frame) => {
          if (mine !== current || !events.onFrame(frame)) return;
          wasAnswered = true;
          cancelCheck?.();
          cancelCheck = undefined;
        },
        onClose: () => {
          if (mine === current) drop();
        },
      });
    },
    close: drop,
    send: (frame) => {
      if (state === 'open') socket?.send(frame);
    },
    check: (isNetwork) => {
      if (state !== 'open' || (!isNetwork && (cancelCheck !== undefined || events.waiting()))) return;
      cancelCheck?.();
      cancelCheck = timers.setTimer(isNetwork ? NETWORK_WITHIN : CHECK_WITHIN, drop);
      events.probe();
    },
  };
};
