import type { Connection } from '../../channel/projections.ts';
import type { WakeCause } from '../../channel/protocol.ts';
import type { Network, Random, Timers } from '../ports.ts';
import {
  type Alarm,
  type ConnectionCommand,
  type ConnectionEvent,
  NO_CONNECTION,
  shownState,
  stepConnection,
} from './connection-state.ts';
import { backoffDelay, createLink, type LinkEvents } from './link.ts';

export interface ConnectionDeps extends Omit<LinkEvents, 'onOpen' | 'onClose'> {
  readonly timers: Timers;
  readonly random: Random;
  readonly network: Network;
  /** Never rejects. `onProgress`: the server has answered and there is more to fetch. */
  readonly fetchFacts: (signal: AbortSignal, onProgress: () => void) => Promise<'fresh' | 'failed' | 'signed-out'>;
  readonly onOpen: () => void;
  /** The socket is gone: nothing can be sent until `onOpen`. */
  readonly onClose: () => void;
  readonly onState: (state: Connection['state']) => void;
  /** The connection is up and the facts are fresh. */
  readonly onConnected: () => void;
}

/** Keeps one connection up: runs the commands of the state machine and tells it what came of them. */
export interface ServerConnection {
  readonly state: () => Connection['state'];
  readonly isOpen: () => boolean;
  readonly send: (frame: Uint8Array) => void;
  /** True when an attempt or a probe began now. */
  readonly wake: (cause: WakeCause) => boolean;
  /** The account document was answered, but another one has to be opened first. */
  readonly progress: () => void;
  readonly account: (is: 'authenticated' | 'signed-out' | 'update-needed') => void;
  /** What this connection stands on has changed: closes it for a new one. */
  readonly reconnect: () => void;
  readonly stop: () => void;
}

export const createConnection = (deps: ConnectionDeps): ServerConnection => {
  const { timers, random } = deps;
  let state = NO_CONNECTION;
  let request: AbortController | undefined;
  const alarms = new Map<Alarm, () => void>();
  const queue: ConnectionEvent[] = [];
  let isRunning = false;

  const link = createLink(deps.network, timers, {
    onOpen: () => {
      dispatch({ type: 'socket', is: 'open' });
      deps.onOpen();
    },
    onFrame: deps.onFrame,
    onClose: () => {
      deps.onClose();
      dispatch({ type: 'socket', is: 'closed' });
    },
    waiting: deps.waiting,
    probe: deps.probe,
  });

  const cancelAlarm = (alarm: Alarm): void => {
    alarms.get(alarm)?.();
    alarms.delete(alarm);
  };
  const setAlarm = (alarm: Alarm, ms: number): void => {
    cancelAlarm(alarm);
    alarms.set(
      alarm,
      timers.setTimer(ms, () => {
        alarms.delete(alarm);
        dispatch({ type: 'alarm', alarm });
      }),
    );
  };
  const abandon = (): void => {
    request?.abort();
    request = undefined;
  };
  const ask = async (): Promise<void> => {
    abandon();
    const own = new AbortController();
    request = own;
    const result = await deps.fetchFacts(own.signal, () => {
      if (request === own) dispatch({ type: 'progress' });
    });
    if (request !== own) return;
    request = undefined;
    dispatch({ type: 'facts', result });
  };

  const run = (command: ConnectionCommand): void => {
    switch (command.type) {
      case 'ask':
        void ask();
        break;
      case 'abandon':
        abandon();
        break;
      case 'open':
        link.open();
        break;
      case 'close':
        link.close();
        break;
      case 'probe':
        link.check(command.isNetwork);
        break;
      case 'set':
        setAlarm(command.alarm, command.ms);
        break;
      case 'back-off':
        setAlarm('retry', backoffDelay(command.failures, random));
        break;
      case 'cancel':
        cancelAlarm(command.alarm);
        break;
      case 'connected':
        deps.onConnected();
        break;
    }
  };

  /** One event after the other: what a command causes at once waits until its event is through. */
  const dispatch = (event: ConnectionEvent): boolean => {
    queue.push(event);
    if (isRunning) return false;
    isRunning = true;
    let hasBegun = false;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const before = shownState(state);
      const [after, commands] = stepConnection(state, next);
      state = after;
      if (shownState(after) !== before && next.type !== 'stop') deps.onState(shownState(after));
      for (const command of commands) {
        hasBegun ||= command.type === 'ask' || command.type === 'probe';
        run(command);
      }
    }
    isRunning = false;
    return hasBegun;
  };

  return {
    state: () => shownState(state),
    isOpen: () => link.state() === 'open',
    send: link.send,
    wake: (cause) => dispatch({ type: 'wake', cause }),
    progress: () => dispatch({ type: 'progress' }),
    account: (is) => dispatch({ type: 'account', is }),
    reconnect: link.close,
    stop: () => dispatch({ type: 'stop' }),
  };
};
