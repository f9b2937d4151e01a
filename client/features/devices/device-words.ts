import type { DeviceName, SessionFact } from '../../../shared/protocol/http-devices.ts';
import { a } from '../../words/account-words.ts';
import { momentOf } from '../../words/dates.ts';

export const deviceName = ({ browser, system }: DeviceName): string =>
  browser !== undefined && system !== undefined
    ? a('devices.name', { browser, system })
    : (browser ?? system ?? a('devices.unknown'));

export const lastUse = (session: SessionFact, now: number): string =>
  session.connected ? a('devices.now') : a('devices.used', { when: momentOf(session.usedAt, now) });

export const firstUse = ({ createdAt, address, via }: SessionFact, now: number): string => {
  const when = momentOf(createdAt, now);
  const since = address === undefined ? a('devices.since', { when }) : a('devices.since.where', { when, address });
  return `${since}, ${a(`devices.via.${via}`)}`;
};
