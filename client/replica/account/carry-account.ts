import type * as Y from 'yjs';
import { parseDocumentName } from '../../../shared/document/name.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import { DRAFT_PREFIX, permissionFor } from '../../../shared/permissions/table.ts';
import { parseDocumentKey } from '../documents/document-key.ts';
import type { Drafts } from '../documents/drafts.ts';
import { joinDrafts } from '../documents/join-drafts.ts';
import type { Pool } from '../documents/pool.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { LocalState } from '../local-state.ts';
import type { DocumentRecord } from '../records.ts';
import { threadOfDraftRoot } from './thread-draft-root.ts';

interface Place {
  readonly root: string;
  readonly key: string;
}

const parsePlace = (place: string): Place => {
  const slash = place.indexOf('/');
  return { root: place.slice(0, slash), key: place.slice(slash + 1) };
};

/** What was written here and not acknowledged: entries of maps, by their places, and root texts. */
const unsentIn = (old: Y.Doc, { touched }: DocumentRecord): { entries: readonly Place[]; texts: readonly string[] } => {
  // A draft's root may hold a slash itself.
  const isDraft = (place: string): boolean => place.startsWith(DRAFT_PREFIX);
  if (touched !== undefined)
    return { entries: touched.filter((place) => !isDraft(place)).map(parsePlace), texts: touched.filter(isDraft) };
  // It stopped between a change and its note: of texts a repetition does no harm.
  const isMain = (root: string): boolean =>
    isDraft(root) &&
    (parseConversationId(root.slice(DRAFT_PREFIX.length)) !== undefined || threadOfDraftRoot(root) !== undefined);
  return { entries: [], texts: [...old.share.keys()].filter(isMain) };
};

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Takes what was unsent in earlier generations of the account document over into the present one. Call when that one is
 * in step with the server. An earlier generation counts as carried only when the present one has it on disk; until then
 * a repetition, also after a crash, does no harm.
 */
export const carryAccount = async (
  { tables, commit }: LocalState,
  pool: Pool,
  drafts: Drafts,
  present: ReplicaDocument,
): Promise<void> => {
  if (present.address.kind !== 'account') return;
  const isHeld = (root: string, text: string): boolean =>
    present.doc.share.has(root) && present.doc.getText(root).toString().includes(text);

  const carryEntries = (old: Y.Doc, entries: readonly Place[]): void => {
    const different = entries.filter(
      ({ root, key }) =>
        permissionFor('account', root) !== undefined &&
        !isSame(old.getMap(root).get(key), present.doc.getMap(root).get(key)),
    );
    if (different.length === 0) return;
    present.write((doc) => {
      for (const { root, key } of different) {
        const value: unknown = old.getMap(root).get(key);
        if (value === undefined) doc.getMap(root).delete(key);
        else doc.getMap(root).set(key, value);
      }
    });
  };

  for (const [key, record] of tables.document) {
    const name = parseDocumentKey(key);
    const address = name === undefined ? undefined : parseDocumentName(name);
    if (name === undefined || address?.kind !== 'account' || address.generation >= present.address.generation) continue;
    if (record.unsent === 0 && !record.open) continue;
    const old = await pool.use(name).catch(() => undefined);
    if (old === undefined) continue;
    if (!old.store.isLoaded()) {
      pool.release(old);
      continue;
    }
    const { entries, texts } = unsentIn(old.doc, record);
    carryEntries(old.doc, entries);
    let carried = true;
    for (const root of texts) {
      const text = old.doc.getText(root).toString();
      if (text === '') continue;
      await drafts.set(root, joinDrafts(drafts.get(root), text));
      carried &&= isHeld(root, text);
    }
    if (carried && (await present.saver.whenSaved())) {
      old.meter.acked(old.meter.changes());
      const latest = tables.document.get(key) ?? record;
      await commit([{ kind: 'document', key, value: { ...latest, unsent: 0, open: false, touched: undefined } }]);
    }
    pool.release(old);
  }
};
