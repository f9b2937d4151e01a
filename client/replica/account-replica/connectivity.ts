import type { Connection } from '../../channel/projections.ts';
import type { Clock } from '../ports.ts';

/** How the connection stands, and since when. */
export interface Connectivity {
  readonly state: () => Connection['state'];
  readonly isOnline: () => boolean;
  /** Offline: when the server was last heard of, also by an earlier start. ms since 1970 */
  readonly since: () => number;
  readonly become: (state: Connection['state']) => void;
}

/** @param lastOnline ms since 1970; 0: never */
export const createConnectivity = (clock: Clock, lastOnline: number): Connectivity => {
  let state: Connection['state'] = 'offline';
  let heard = lastOnline;
  let since = lastOnline;
  return {
    state: () => state,
    isOnline: () => state === 'online',
    since: () => Math.min(since, clock.now()),
    become: (next) => {
      if (state === 'online') heard = clock.now();
      state = next;
      since = next === 'offline' ? heard : clock.now();
    },
  };
};
