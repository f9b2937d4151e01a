import { t } from '../../i18n/t.ts';
import '../timeline/messages.ts';
import type { MessageEntry } from '../../channel/timeline-view.ts';
import { dayOf, timeOf } from '../../i18n/dates.ts';
import { unopenedWords } from '../message-content/unopened-words.ts';

/** What keeps names apart on the screen is nothing to paste. */
const ISOLATES = /[\u{2068}\u{2069}]/gu;

/** A message among others: author and time, and its text on the next line. */
export const copiedMessage = (entry: MessageEntry, text: string, now: number): string =>
  t('message.copied.one', {
    author: entry.own ? t('timeline.you') : entry.author,
    day: dayOf(entry.at, now),
    time: timeOf(entry.at),
    text,
  }).replace(ISOLATES, '');

/** The text to copy: of one message its text; of several also author and time of each, in their order. */
export const textOf = (entries: readonly MessageEntry[], now: number): string => {
  const [only, second] = entries;
  if (only !== undefined && second === undefined) return only.text ?? '';
  return entries.map((entry) => copiedMessage(entry, entry.text ?? unopenedWords(entry.unopened), now)).join('\n\n');
};
