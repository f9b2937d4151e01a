import { parseDocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import { DRAFT_PREFIX } from '../../../shared/permissions/table.ts';
import type { Holdings } from '../holdings.ts';
import { parseDocumentKey } from './document-key.ts';
import type { Drafts } from './drafts.ts';
import type { LiveDocument } from './live-document.ts';
import type { Pool } from './pool.ts';

/** Two texts of one draft as one, without losing a word of either. */
export const joinDrafts = (here: string, late: string): string => {
  if (late.includes(here)) return late;
  return here.includes(late) ? here : `${here}\n${late}`;
};

/**
 * Takes what was unsent in earlier generations of the account document over into the present one. Call when that one is
 * in step with the server. An earlier generation counts as carried only when the present one has it on disk; until then
 * a repetition, also after a crash, does no harm.
 */
export const carryDrafts = async (
  { tables, commit }: Holdings,
  pool: Pool,
  drafts: Drafts,
  present: LiveDocument,
): Promise<void> => {
  if (present.address.kind !== 'account') return;
  const isHeld = (root: string, text: string): boolean =>
    present.doc.share.has(root) && present.doc.getText(root).toString().includes(text);
  for (const [key, record] of tables.document) {
    const name = parseDocumentKey(key);
    const address = name === undefined ? undefined : parseDocumentName(name);
    if (name === undefined || address?.kind !== 'account' || address.generation >= present.address.generation) continue;
    if (record.unsent === 0 && !record.open) continue;
    const old = await pool.use(name).catch(() => undefined);
    if (old === undefined) continue;
    let carried = true;
    for (const root of old.doc.share.keys()) {
      const id: ConversationId | undefined = root.startsWith(DRAFT_PREFIX)
        ? parseConversationId(root.slice(DRAFT_PREFIX.length))
        : undefined;
      const text = id === undefined ? '' : old.doc.getText(root).toString();
      if (id === undefined || text === '') continue;
      await drafts.set(id, joinDrafts(drafts.get(id), text));
      carried &&= isHeld(root, text);
    }
    if (carried && (await present.saver.whenSaved())) {
      old.meter.acked(old.meter.changes());
      const latest = tables.document.get(key) ?? record;
      await commit([{ kind: 'document', key, value: { ...latest, unsent: 0, open: false } }]);
    }
    pool.release(old);
  }
};
