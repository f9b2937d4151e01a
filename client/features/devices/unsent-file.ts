import { t } from '../../i18n/t.ts';
import '../conversation/messages.ts';
import '../../i18n/messages.ts';
import type { UnsentItem } from '../../channel/commands.ts';
import { isoOf } from '../../i18n/dates.ts';
import { saveFile } from '../own-data/save-file.ts';

/** Notes to self have no title of their own. */
export const titleOf = ({ title }: UnsentItem): string => title || t('conversation.notes.title');

const entry = (item: UnsentItem): string => `${isoOf(item.at) ?? t('date.unknown')}  ${titleOf(item)}\n${item.text}\n`;

/** Saves what was not sent as a text file among the downloads. */
export const unsentFile = (items: readonly UnsentItem[]): void =>
  saveFile('skerry-unsent.txt', new Blob([items.map(entry).join('\n')], { type: 'text/plain' }));
