import type * as Y from 'yjs';
import { type DraftEntry, readDraft } from '../../../shared/drafts/draft-entry.ts';
import { OLD_DRAFT_PREFIX, parseDraftKey } from '../../../shared/drafts/draft-key.ts';
import { mergeDrafts } from '../../../shared/drafts/merge-drafts.ts';
import type { OpenBody } from '../../../shared/envelope/opened-body.ts';

const draftsIn = (doc: Y.Doc, me: number, open: OpenBody): Record<string, string> => {
  const places = new Map<string, DraftEntry[]>();
  for (const [key, value] of doc.getMap('drafts').entries()) {
    const entry = readDraft(me, key, value, open);
    const place = parseDraftKey(key)?.place;
    if (entry !== undefined && place !== undefined) places.set(place, [...(places.get(place) ?? []), entry]);
  }
  const texts = [...places].map(([place, entries]) => [place, mergeDrafts(entries)] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
};

/**
 * What follows a person across devices, as plain values: settings, stars, hidden messages, drafts.
 * @param me the account's number
 */
export const exportedAccount = (doc: Y.Doc, me: number, open: OpenBody): Record<string, unknown> => {
  const settings: Record<string, unknown> = {};
  for (const root of doc.share.keys()) {
    if (root === 'drafts') settings[root] = draftsIn(doc, me, open);
    else if (!root.startsWith(OLD_DRAFT_PREFIX)) settings[root] = Object.fromEntries(doc.getMap(root).entries());
  }
  return settings;
};
