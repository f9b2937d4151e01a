import type { UnsentItem } from '../channel/commands.ts';
import type { Directory } from './directory.ts';
import { parseDocumentKey } from './documents/document-key.ts';
import type { Pool } from './documents/pool.ts';
import type { LocalState } from './local-state.ts';
import { giveUpUnstamped } from './rebase/give-up.ts';

export interface UnsentDeps {
  readonly localState: LocalState;
  readonly directory: Directory;
  readonly pool: Pool;
  readonly me: number;
}

/** What a person wrote here and the server does not have: messages and edits without a stamp, and what was not sent. */
export const unsentList = async ({ localState, directory, pool, me }: UnsentDeps): Promise<readonly UnsentItem[]> => {
  const { document, notSent } = localState.tables;
  const items: UnsentItem[] = [...notSent.values()].map(({ title, text, at }) => ({ title, text, at }));
  for (const [key, record] of document) {
    const name = parseDocumentKey(key);
    const changes = (name === undefined ? undefined : pool.peek(name))?.meter.unsent() ?? record.unsent;
    if (name === undefined || (changes === 0 && !record.open)) continue;
    const live = await pool.use(name).catch(() => undefined);
    if (live === undefined) continue;
    if (live.address.kind === 'chapter') {
      const title = directory.get(live.address.conversationId)?.title ?? '';
      const { unwritten } = giveUpUnstamped(live.doc, me, new Set(live.record.handled), 'other', false);
      for (const { text, at } of unwritten) items.push({ title, text, at });
    }
    pool.release(live);
  }
  return items.sort((a, b) => a.at - b.at);
};
