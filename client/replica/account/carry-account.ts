import type * as Y from 'yjs';
import { draftEnvelope } from '../../../shared/drafts/draft-entry.ts';
import { OLD_DRAFT_PREFIX, parseDraftKey, placeOfOldDraft } from '../../../shared/drafts/draft-key.ts';
import { permissionFor } from '../../../shared/permissions/table.ts';
import type { Pool } from '../documents/pool.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { Drafts } from '../drafts/drafts.ts';
import type { LocalState } from '../local-state.ts';
import { type DocumentRecord, UNKNOWN_EPOCH } from '../records.ts';
import { earlierGenerations } from './earlier-generations.ts';

interface Place {
  readonly root: string;
  readonly key: string;
}

interface Unsent {
  readonly entries: readonly Place[];
  /** Drafts of the old form. */
  readonly texts: readonly string[];
}

const parsePlace = (place: string): Place => {
  const slash = place.indexOf('/');
  return { root: place.slice(0, slash), key: place.slice(slash + 1) };
};

/** What was written here and not acknowledged. */
const unsentIn = (old: Y.Doc, { touched }: DocumentRecord, device: number): Unsent => {
  // Its root may hold a slash itself.
  const isOldDraft = (place: string): boolean => place.startsWith(OLD_DRAFT_PREFIX);
  if (touched !== undefined)
    return {
      entries: touched.filter((place) => !isOldDraft(place)).map(parsePlace),
      texts: touched.filter(isOldDraft),
    };
  // It stopped between a change and its note: of drafts a repetition does no harm.
  const own = [...old.getMap('drafts').keys()].filter((key) => parseDraftKey(key)?.device === device);
  return {
    entries: own.map((key) => ({ root: 'drafts', key })),
    texts: [...old.share.keys()].filter((root) => placeOfOldDraft(root) !== undefined),
  };
};

/** All that follows a person, but drafts: without its record nobody knows what of it the server has. */
const heldIn = (old: Y.Doc): readonly Place[] =>
  [...old.share.keys()]
    .filter((root) => root !== 'drafts' && permissionFor('account', root) !== undefined)
    .flatMap((root) => [...old.getMap(root).keys()].map((key) => ({ root, key })));

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

interface Deps {
  readonly me: number;
  readonly device: number;
  readonly localState: LocalState;
  readonly pool: Pool;
}

/**
 * Carries unsent entries of earlier generations of the account document into the present one. Call when the present one is
 * in step with the server. An earlier generation counts as carried only when the present one is on disk with its entries;
 * repeating before that, also after a crash, does no harm.
 */
export const carryAccount = async (
  { me, device, localState, pool }: Deps,
  drafts: Drafts,
  present: ReplicaDocument,
): Promise<void> => {
  const { tables, commit } = localState;

  const isWanted = (old: Y.Doc, { root, key }: Place): boolean => {
    const [before, now]: unknown[] = [old, present.doc].map((doc) => doc.getMap(root).get(key));
    if (permissionFor('account', root) === undefined || isSame(before, now)) return false;
    if (root !== 'drafts') return true;
    // A device's later entry stands; what it had removed, its own entry covers.
    const [draft, other] = [draftEnvelope(me, key, before), draftEnvelope(me, key, now)];
    return draft !== undefined && (other === undefined || other.at < draft.at);
  };
  const carryEntries = (old: Y.Doc, entries: readonly Place[]): void => {
    const different = entries.filter((place) => isWanted(old, place));
    if (different.length === 0) return;
    present.write((doc) => {
      for (const { root, key } of different) {
        const value: unknown = old.getMap(root).get(key);
        if (value === undefined) doc.getMap(root).delete(key);
        else doc.getMap(root).set(key, value);
      }
    });
  };

  for (const name of earlierGenerations(localState, present)) {
    const record = tables.document.get(name);
    if (record === undefined) continue;
    const old = await pool.use(name).catch(() => undefined);
    if (old === undefined) continue;
    if (!old.store.isLoaded()) {
      pool.release(old);
      continue;
    }
    const { entries, texts } = unsentIn(old.doc, record, device);
    carryEntries(old.doc, entries);
    if (record.epoch === UNKNOWN_EPOCH)
      carryEntries(
        old.doc,
        heldIn(old.doc).filter(({ root, key }) => !present.doc.getMap(root).has(key)),
      );
    let carried = true;
    for (const root of texts) {
      const place = placeOfOldDraft(root);
      const text = old.doc.getText(root).toString();
      if (place !== undefined && text !== '') carried &&= drafts.join(place, text);
    }
    if (carried && (await present.saver.whenSaved())) {
      old.meter.acked(old.meter.changes());
      const latest = tables.document.get(name) ?? record;
      await commit([{ kind: 'document', key: name, value: { ...latest, unsent: 0, open: false, touched: undefined } }]);
    }
    pool.release(old);
  }
};
