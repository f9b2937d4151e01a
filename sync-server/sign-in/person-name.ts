import { LIMITS } from '../../shared/protocol/limits.ts';
import { parseLine } from '../../shared/text/parse-line.ts';

/** A display name as it is kept. */
export const parsePersonName = (text: string): string | undefined => parseLine(text, LIMITS.nameCharacters);
