import { t } from '../../i18n/t.ts';
import '../timeline/messages.ts';
import type { MessageEntry } from '../../channel/projections.ts';
import { dayOf, timeOf } from '../../i18n/dates.ts';

/** The text to copy: of one message its text; of several also author and time of each, in their order. */
export const textOf = (entries: readonly MessageEntry[], now: number): string => {
  const [only, second] = entries;
  if (only !== undefined && second === undefined) return only.text ?? '';
  return entries
    .map((entry) =>
      t('message.copied.one', {
        author: entry.own ? t('timeline.you') : entry.author,
        day: dayOf(entry.at, now),
        time: timeOf(entry.at),
        text: entry.text ?? t('timeline.unreadable'),
      }),
    )
    .join('\n\n');
};
