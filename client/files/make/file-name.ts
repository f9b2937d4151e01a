import { LIMITS } from '../../../shared/protocol/limits.ts';
import { readLine } from '../../../shared/text/parse-line.ts';

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'audio/webm': 'webm',
  'audio/ogg': 'ogg',
  'audio/mp4': 'm4a',
};
const SAME: Readonly<Record<string, readonly string[]>> = { jpg: ['jpeg', 'jpe', 'jfif'], png: ['apng'] };

const extensionOf = (name: string): string => /\.([^.]{1,12})$/.exec(name)?.[1] ?? '';

/** A name that a message may carry; too long ones keep their ending. */
export const nameToSend = (name: string, otherwise: string): string => {
  const line = readLine(name, LIMITS.fileNameCharacters);
  if (line === undefined) return otherwise;
  const ending = extensionOf(name.trim());
  if (ending === '' || line.endsWith(`.${ending}`)) return line;
  return (
    readLine(
      `${[...line].slice(0, LIMITS.fileNameCharacters - ending.length - 1).join('')}.${ending}`,
      LIMITS.fileNameCharacters,
    ) ?? line
  );
};

/** The name with the ending of another type, for a file that became one. */
export const nameForType = (name: string, type: string): string => {
  const wanted = EXTENSIONS[type];
  const ending = extensionOf(name);
  if (wanted === undefined || ending.toLowerCase() === wanted || SAME[wanted]?.includes(ending.toLowerCase()) === true)
    return name;
  const stem = ending === '' ? name : name.slice(0, -ending.length - 1);
  return `${[...stem].slice(0, LIMITS.fileNameCharacters - wanted.length - 1).join('')}.${wanted}`;
};
