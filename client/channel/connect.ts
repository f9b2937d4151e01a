import type { CommandName, CommandResult } from './commands.ts';
import type { FromReplica, TabChannel, Topic, TopicMessage, ToReplica, WakeCause } from './protocol.ts';

/** Held by the tab whose worker is the replica. */
const REPLICA_LOCK = 'skerry-replica';
export const BROADCAST_NAME = 'skerry-replica';
/** Held by each tab as long as it lives: the replica waits for it to learn that a tab died without `bye`. */
export const tabLock = (tab: string): string => `skerry-tab-${tab}`;

/** A worker that fails to start (the app's files cannot be fetched), or does not within a time, is tried again, later and later. ms */
const STARTS_WITHIN = 20_000;
const FIRST_RETRY = 500;
const LAST_RETRY = 30_000;

interface Waiting {
  readonly message: ToReplica & { readonly type: 'command' };
  readonly answer: (result: CommandResult<CommandName>) => void;
}

export interface ConnectDeps {
  readonly makeWorker: () => Worker;
  readonly locks: LockManager;
  readonly makeBroadcast: () => BroadcastChannel;
  readonly makeTabName: () => string;
  /** Calls back whenever the person may have come back, or the network may have come or gone. */
  readonly listenForWakes: (wake: (cause: WakeCause) => void) => void;
}

/**
 * The channel of one tab. Its commands go straight to its own worker when it owns one, else over the broadcast; what was
 * not answered when a replica goes is repeated to the next one.
 */
export const connect = (deps: ConnectDeps): TabChannel => {
  const tab = deps.makeTabName();
  const broadcast = deps.makeBroadcast();
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<Topic, Set<(message: TopicMessage) => void>>();
  /** Set with the lock: from then on only the own worker speaks to this tab. */
  let owning = false;
  let ownWorker: Worker | undefined;
  let nextId = 1;
  let goneName: string | undefined;

  const send = (message: ToReplica): void => {
    if (ownWorker === undefined) broadcast.postMessage(message);
    else ownWorker.postMessage(message);
  };

  /** Holds its lock: who says hello before would be taken for a tab that is gone. */
  let isHere = false;
  const greet = (): void => {
    if (!isHere) return;
    send({ type: 'hello', tab, goneName });
    for (const topic of listeners.keys()) send({ type: 'subscribe', tab, topic });
    for (const { message } of waiting.values()) send(message);
  };

  const receive = (message: FromReplica): void => {
    switch (message.type) {
      case 'ready':
        greet();
        return;
      case 'answer': {
        if (message.tab !== tab) return;
        const one = waiting.get(message.id);
        waiting.delete(message.id);
        one?.answer(message.result);
        return;
      }
      case 'topic': {
        if (message.tab !== tab) return;
        for (const listener of listeners.get(message.message.topic) ?? []) listener(message.message);
        return;
      }
    }
  };

  broadcast.addEventListener('message', (event: MessageEvent<FromReplica | ToReplica>) => {
    const message = event.data;
    if (owning) return;
    // Requests of other tabs arrive here too.
    if (message.type === 'ready' || message.type === 'answer' || message.type === 'topic') receive(message);
  });

  const own = (retryAfter: number, startsWithin: number): void => {
    const worker = deps.makeWorker();
    let started = false;
    let isGivenUp = false;
    const giveUp = (): void => {
      if (started || isGivenUp) return;
      isGivenUp = true;
      clearTimeout(overdue);
      worker.terminate();
      // A slow line may need longer for the app's files.
      setTimeout(() => own(Math.min(retryAfter * 2, LAST_RETRY), startsWithin * 2), retryAfter);
    };
    const overdue = setTimeout(giveUp, startsWithin);
    worker.addEventListener('message', (event: MessageEvent<FromReplica>) => {
      if (isGivenUp) return;
      if (event.data.type === 'ready' && !started) {
        started = true;
        clearTimeout(overdue);
        // Only now: until the worker listens, what is sent to it could be lost.
        ownWorker = worker;
      }
      receive(event.data);
    });
    worker.addEventListener('error', giveUp);
  };

  // Never given back: the lock and the worker end together with the page.
  const forEver = (): Promise<never> => new Promise(() => undefined);
  void deps.locks.request(tabLock(tab), () => {
    isHere = true;
    // A replica may be running already in another tab; when there is none, nobody hears this, and `ready` will come.
    greet();
    return forEver();
  });
  void deps.locks.request(REPLICA_LOCK, () => {
    owning = true;
    own(FIRST_RETRY, STARTS_WITHIN);
    return forEver();
  });
  deps.listenForWakes((cause) => send({ type: 'wake', tab, cause }));
  globalThis.addEventListener?.('pagehide', () => send({ type: 'bye', tab }));
  globalThis.addEventListener?.('pageshow', (event: PageTransitionEvent) => {
    if (event.persisted) greet();
  });

  return {
    call: (name, input) =>
      new Promise((resolve) => {
        const message = { type: 'command', tab, id: nextId++, name, input } as const;
        // The replica answers a command with the result of that command.
        waiting.set(message.id, { message, answer: resolve as (result: CommandResult<CommandName>) => void });
        send(message);
      }),
    subscribe: (topic, listener) => {
      const known = listeners.get(topic);
      const set = known ?? new Set();
      set.add(listener);
      listeners.set(topic, set);
      // Asked for again even when known, so that the new listener gets the whole value.
      send({ type: 'subscribe', tab, topic });
      return () => {
        set.delete(listener);
        if (set.size > 0 || listeners.get(topic) !== set) return;
        listeners.delete(topic);
        send({ type: 'unsubscribe', tab, topic });
      };
    },
    nameGone: (name) => {
      goneName = name;
      if (isHere) send({ type: 'hello', tab, goneName });
    },
  };
};
