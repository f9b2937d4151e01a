import { t } from '../../../i18n/t.ts';
import '../../../i18n/messages.ts';
import '../messages.ts';
import { dayOf, timeOf } from '../../../i18n/dates.ts';
import type { ExportProblem } from './export-writer.ts';

/** When the file was made, by date: it is read much later. */
export const madeWords = (at: number): string =>
  t('own-data.made', { date: t('date.day.at', { day: dayOf(at, Number.NaN), time: timeOf(at) }) });

/** What is not in the file, in words. */
export const problemWords = ({ what, name }: ExportProblem): string => {
  switch (what) {
    case 'chapter':
      return t('own-data.missing.chapter');
    case 'message':
      return t('own-data.missing.message');
    case 'picture':
      return t('own-data.missing.picture');
    case 'file':
      return name;
  }
};
