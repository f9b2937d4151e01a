import { FILE_SIGNS, readFileSummary } from '../../../shared/protocol/summary-of.ts';
import { t } from '../../i18n/t.ts';
import './messages.ts';
import { plainText } from './text/plain-text.ts';

/** What a message says, as one line in lists, quotes, notifications and for screen readers. */
export const summaryWords = (text: string): string => {
  const files = readFileSummary(text);
  if (files === undefined) return plainText(text);
  const { kind, count, seconds } = files;
  if (kind === 'voice' && seconds !== undefined) return `${FILE_SIGNS.voice} ${t('content.voice', { seconds })}`;
  return kind === 'voice' ? plainText(text) : `${FILE_SIGNS[kind]} ${t(`content.${kind}`, { count })}`;
};
