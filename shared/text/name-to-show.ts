import { LIMITS } from '../protocol/limits.ts';
import { readLine } from './parse-line.ts';

/** Stands where nothing of a line can be seen. */
export const NOTHING_SEEN = '…';

/** A name that was kept before the rule for lines, or by a server that has none, as every view shows it. */
export const nameToShow = (name: string): string =>
  name === '' ? '' : (readLine(name, LIMITS.nameCharacters) ?? NOTHING_SEEN);
