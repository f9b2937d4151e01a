import type { UnsentItem } from '../../channel/commands.ts';
import { saveFile } from '../own-data/save-file.ts';

const entry = ({ title, text, at }: UnsentItem): string => `${new Date(at).toISOString()}  ${title}\n${text}\n`;

/** What was not sent, as a text file among one's downloads. */
export const unsentFile = (items: readonly UnsentItem[]): void =>
  saveFile('skerry-unsent.txt', new Blob([items.map(entry).join('\n')], { type: 'text/plain' }));
