import type { Connection } from '../../channel/projections.ts';

/** Announcements of the connection for screen readers: each change once. */
export type ConnectionNews = 'lost' | 'back' | 'blocked' | 'sign-in' | 'update' | 'save-failing';

/** `connecting` lies between two other states and is not announced. */
type Reach = 'up' | 'lost' | 'blocked' | 'sign-in' | 'update';

export interface Told {
  readonly reach: Reach | undefined;
  readonly saveFailing: boolean;
}

export const NOTHING_TOLD: Told = { reach: undefined, saveFailing: false };

const REACHED: Record<Connection['state'], Reach | undefined> = {
  online: 'up',
  offline: 'lost',
  blocked: 'blocked',
  connecting: undefined,
  'sign-in-needed': 'sign-in',
  'update-needed': 'update',
};

const newsOf = (before: Reach | undefined, after: Reach): ConnectionNews | undefined => {
  if (after === before) return undefined;
  // The state when the app opened is on screen; it is not announced.
  if (after === 'up') return before === undefined ? undefined : 'back';
  if (after === 'lost') return before === undefined ? undefined : 'lost';
  return after;
};

/** Compares the announced state with the current one; `news` is to be announced now. A failing disk comes first. */
export const tellConnection = (
  told: Told,
  connection: Pick<Connection, 'state' | 'saveFailing'>,
): { readonly told: Told; readonly news: ConnectionNews | undefined } => {
  const reach = REACHED[connection.state] ?? told.reach;
  const next: Told = { reach, saveFailing: connection.saveFailing };
  if (connection.saveFailing && !told.saveFailing) return { told: next, news: 'save-failing' };
  return { told: next, news: reach === undefined ? undefined : newsOf(told.reach, reach) };
};
