import { parseDocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import { DRAFT_PREFIX } from '../../../shared/permissions/table.ts';
import type { Holdings } from '../holdings.ts';
import { parseDocumentKey } from './document-key.ts';
import type { Drafts } from './drafts.ts';
import type { Pool } from './pool.ts';

/** Two texts of one draft as one, without losing a word of either. */
export const joinDrafts = (here: string, late: string): string => {
  if (late.includes(here)) return late;
  return here.includes(late) ? here : `${here}\n${late}`;
};

/**
 * Takes what was unsent in earlier generations of the account document over into the present one. Call once that one is
 * in step with the server; safe to repeat, also after a crash in between.
 */
export const carryDrafts = async (
  { tables, commit }: Holdings,
  pool: Pool,
  drafts: Drafts,
  generation: number,
): Promise<void> => {
  for (const [key, record] of tables.document) {
    const name = parseDocumentKey(key);
    const address = name === undefined ? undefined : parseDocumentName(name);
    if (name === undefined || address?.kind !== 'account' || address.generation >= generation) continue;
    if (record.unsent === 0 && !record.open) continue;
    const old = await pool.use(name).catch(() => undefined);
    if (old === undefined) continue;
    for (const root of old.doc.share.keys()) {
      const id: ConversationId | undefined = root.startsWith(DRAFT_PREFIX)
        ? parseConversationId(root.slice(DRAFT_PREFIX.length))
        : undefined;
      const text = id === undefined ? '' : old.doc.getText(root).toString();
      if (id !== undefined && text !== '') await drafts.set(id, joinDrafts(drafts.get(id), text));
    }
    old.meter.acked(old.meter.changes());
    await commit([{ kind: 'document', key, value: { ...record, unsent: 0, open: false } }]);
    pool.release(old);
  }
};
