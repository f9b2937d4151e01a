import { t } from '../../i18n/t.ts';
import './messages.ts';
import type { Connection } from '../../channel/projections.ts';
import { insideOf } from '../../i18n/dates.ts';

export type Tone = 'calm' | 'amber' | 'red';

export interface ConnectionWords {
  readonly tone: Tone;
  /** The state of the connection. */
  readonly state: string;
  /** What is not yet where it should be, or that all is. */
  readonly waits: string;
}

const stateOf = (connection: Connection, now: number): string => {
  switch (connection.state) {
    case 'offline':
      return connection.since === 0
        ? t('connection.offline.never')
        : t('connection.offline', { since: insideOf(connection.since, now) });
    case 'blocked':
      return t('connection.blocked');
    case 'connecting':
      return t('connection.connecting');
    case 'online':
      return t('connection.online');
    case 'sign-in-needed':
      return t('connection.sign-in');
    case 'update-needed':
      return t('connection.update');
  }
};

/** The words at the foot of the list. The most serious state wins: a failing disk, then unsaved, then unsent changes. */
export const connectionWords = (connection: Connection, now: number): ConnectionWords => {
  const state = stateOf(connection, now);
  if (connection.saveFailing) return { tone: 'red', state, waits: t('connection.save-failing') };
  const tone: Tone = connection.state === 'online' ? 'calm' : 'amber';
  if (connection.unsaved > 0) return { tone, state, waits: t('connection.unsaved', { count: connection.unsaved }) };
  if (connection.unsent > 0) return { tone, state, waits: t('connection.unsent', { count: connection.unsent }) };
  const isOnServer = connection.state === 'online' && connection.settled && connection.notSent === 0;
  return { tone, state, waits: t(isOnServer ? 'connection.safe' : 'connection.safe-here') };
};
