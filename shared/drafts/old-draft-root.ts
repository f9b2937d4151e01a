import { parseDraftPlace } from './draft-key.ts';

/** Until protocol 3 a draft was a root text of the account document, named with this prefix and its place. */
export const OLD_DRAFT_PREFIX = 'draft:';

/** The place of a draft in the old form; undefined: the root is none. */
export const placeOfOldDraft = (root: string): string | undefined => {
  const place = root.startsWith(OLD_DRAFT_PREFIX) ? root.slice(OLD_DRAFT_PREFIX.length) : '';
  return parseDraftPlace(place) === undefined ? undefined : place;
};
