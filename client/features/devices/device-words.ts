import { t } from '../../i18n/t.ts';
import './messages.ts';
import type { DeviceName, SessionFact } from '../../../shared/protocol/http-devices.ts';
import { momentOf } from '../../i18n/dates.ts';

export const deviceName = ({ browser, system }: DeviceName): string =>
  browser !== undefined && system !== undefined
    ? t('devices.name', { browser, system })
    : (browser ?? system ?? t('devices.unknown'));

export const lastUse = (session: SessionFact, now: number): string =>
  session.connected ? t('devices.now') : t('devices.used', { when: momentOf(session.usedAt, now) });

export const firstUse = ({ createdAt, address, via }: SessionFact, now: number): string => {
  const when = momentOf(createdAt, now);
  return address === undefined
    ? t(`devices.since.${via}`, { when })
    : t(`devices.since.${via}.where`, { when, address });
};
