import type * as Y from 'yjs';
import { type DraftEntry, readDraft } from '../../../shared/drafts/draft-entry.ts';
import { parseDraftKey } from '../../../shared/drafts/draft-key.ts';

/** The entries of drafts by their place, kept ready: a look costs nothing, a change costs what changed. */
export interface DraftIndex {
  readonly at: (doc: Y.Doc, place: string) => readonly DraftEntry[];
  readonly size: (doc: Y.Doc) => number;
  /** Places and entries without a text, the oldest first. */
  readonly empty: (doc: Y.Doc) => readonly (readonly [place: string, entry: DraftEntry])[];
}

/** @param me the account's number */
export const createDraftIndex = (me: number): DraftIndex => {
  let followed: Y.Doc | undefined;
  const places = new Map<string, Map<number, DraftEntry>>();

  const take = (map: Y.Map<unknown>, key: string): void => {
    const parsed = parseDraftKey(key);
    if (parsed === undefined) return;
    const entries = places.get(parsed.place) ?? new Map<number, DraftEntry>();
    const entry = readDraft(me, key, map.get(key));
    if (entry === undefined) entries.delete(parsed.device);
    else entries.set(parsed.device, entry);
    if (entries.size === 0) places.delete(parsed.place);
    else places.set(parsed.place, entries);
  };
  const observe = ({ target, keysChanged }: Y.YMapEvent<unknown>): void => {
    for (const key of keysChanged) take(target, key);
  };
  // A rebase exchanges the document.
  const follow = (doc: Y.Doc): void => {
    if (doc === followed) return;
    followed?.getMap('drafts').unobserve(observe);
    followed = doc;
    places.clear();
    const map = doc.getMap('drafts');
    for (const key of map.keys()) take(map, key);
    map.observe(observe);
  };

  return {
    at: (doc, place) => {
      follow(doc);
      return [...(places.get(place)?.values() ?? [])];
    },
    size: (doc) => {
      follow(doc);
      let size = 0;
      for (const entries of places.values()) size += entries.size;
      return size;
    },
    empty: (doc) => {
      follow(doc);
      return [...places]
        .flatMap(([place, entries]) => [...entries.values()].map((entry) => [place, entry] as const))
        .filter(([, { text }]) => text === '')
        .sort(([, a], [, b]) => a.at - b.at);
    },
  };
};
