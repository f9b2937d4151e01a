import type * as Y from 'yjs';
import { type DraftEntry, draftEnvelope, readDraft } from '../../../shared/drafts/draft-entry.ts';
import { draftKey, parseDraftKey } from '../../../shared/drafts/draft-key.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import { lostValues } from './concurrent-values.ts';

/** The entries of drafts by their place, kept up to date: a lookup costs nothing, a change only what changed. */
export interface DraftIndex {
  readonly at: (live: ReplicaDocument, place: string) => readonly DraftEntry[];
  readonly size: (live: ReplicaDocument) => number;
  /** Places and entries without a text, oldest first. */
  readonly empty: (live: ReplicaDocument) => readonly (readonly [place: string, entry: DraftEntry])[];
  /** The device's entry at the place is being opened. */
  readonly isOpening: (live: ReplicaDocument, place: string, device: number) => boolean;
  /** Entries under these keys have been opened. */
  readonly reread: (live: ReplicaDocument, keys: Iterable<string>) => void;
}

/**
 * @param me the account's number
 * @param device whose own entries are watched
 * @param onLost versions of an own entry that lost against one which does not know them
 */
export const createDraftIndex = (
  me: number,
  device: number,
  onLost: (key: string, lost: readonly Uint8Array[]) => void,
): DraftIndex => {
  let followed: Y.Doc | undefined;
  let bodies: ReplicaDocument['bodies'] | undefined;
  const places = new Map<string, Map<number, DraftEntry>>();

  const take = (map: Y.Map<unknown>, key: string): void => {
    const parsed = parseDraftKey(key);
    if (parsed === undefined) return;
    const entries = places.get(parsed.place) ?? new Map<number, DraftEntry>();
    const entry = bodies?.renew(key, (open) => readDraft(me, key, map.get(key), open));
    if (entry === undefined) entries.delete(parsed.device);
    else entries.set(parsed.device, entry);
    if (entries.size === 0) places.delete(parsed.place);
    else places.set(parsed.place, entries);
  };
  const observe = ({ target, keysChanged }: Y.YMapEvent<unknown>, transaction: Y.Transaction): void => {
    for (const key of keysChanged) {
      take(target, key);
      if (transaction.local || parseDraftKey(key)?.device !== device) continue;
      const lost = lostValues(target, key, transaction);
      if (lost.length > 0) onLost(key, lost);
    }
  };
  // A rebase replaces the document.
  const follow = (live: ReplicaDocument): void => {
    if (live.doc === followed) return;
    followed?.getMap('drafts').unobserve(observe);
    followed = live.doc;
    bodies = live.bodies;
    places.clear();
    const map = followed.getMap('drafts');
    for (const key of map.keys()) take(map, key);
    map.observe(observe);
  };

  return {
    at: (live, place) => {
      follow(live);
      return [...(places.get(place)?.values() ?? [])];
    },
    size: (live) => {
      follow(live);
      let size = 0;
      for (const entries of places.values()) size += entries.size;
      return size;
    },
    empty: (live) => {
      follow(live);
      return [...places]
        .filter(([, entries]) => [...entries.values()].every(({ text }) => text === ''))
        .flatMap(([place, entries]) => [...entries.values()].map((entry) => [place, entry] as const))
        .sort(([, a], [, b]) => a.at - b.at);
    },
    isOpening: (live, place, device) => {
      const key = draftKey(place, device);
      const envelope = draftEnvelope(me, key, live.doc.getMap('drafts').get(key));
      const body = envelope === undefined ? undefined : live.bodies.open(envelope, key);
      return body?.kind === 'unopened' && body.why === 'opening';
    },
    reread: (live, keys) => {
      follow(live);
      for (const key of keys) take(live.doc.getMap('drafts'), key);
    },
  };
};
