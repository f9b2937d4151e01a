import { spokenLanguage, t } from '../../../i18n/t.ts';
import './messages.ts';
import type { UploadView } from '../../../channel/projections.ts';
import { formatBytes } from '../../../i18n/format-bytes.ts';

/** How far an upload is, in one sentence. */
export const uploadWords = ({ state, reason, size, sent }: UploadView): string => {
  const whole = formatBytes(size, spokenLanguage());
  switch (state) {
    case 'waiting':
      return t('shown.upload.waiting', { size: whole });
    case 'uploading': {
      const percent = size === 0 ? 100 : Math.floor((Math.min(sent, size) / size) * 100);
      return t('shown.upload.uploading', {
        sent: formatBytes(sent, spokenLanguage()),
        size: whole,
        percent: String(percent),
      });
    }
    case 'paused':
      return t('shown.upload.paused', { sent: formatBytes(sent, spokenLanguage()), size: whole });
    case 'failed':
      return reason === undefined || reason === 'failed'
        ? t('shown.upload.failed', { size: whole })
        : t(`shown.upload.failed.${reason}`, { size: whole });
  }
};
