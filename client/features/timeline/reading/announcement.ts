import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import type { MessageEntry } from '../../../channel/timeline-view.ts';
import { listOf } from '../../../i18n/dates.ts';

/** Up to this many messages are read out in full; of more, only their number and authors. */
const WHOLE = 2;
/** A long message is read out up to here; the rest can be read in its place. */
const LONG = 400;
/** People named before "and others". */
const NAMED = 3;

/** One sentence for what others wrote within a second. '' when there is nothing to say. */
export const announcementOf = (messages: readonly Pick<MessageEntry, 'author' | 'text'>[]): string => {
  if (messages.length <= WHOLE)
    return messages
      .map(({ author, text }) =>
        text === undefined
          ? t('timeline.announce.other', { author })
          : t('timeline.announce', { author, text: text.slice(0, LONG) }),
      )
      .join(' · ');
  const authors = [...new Set(messages.map(({ author }) => author))];
  const names = authors.length > NAMED ? [...authors.slice(0, NAMED), t('timeline.announce.others')] : authors;
  return t('timeline.announce.some', { count: messages.length, names: listOf(names) });
};
