import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import type { Directory } from '../directory.ts';
import { parseDocumentKey } from '../documents/document-key.ts';
import type { Pool } from '../documents/pool.ts';
import type { LocalState } from '../local-state.ts';
import { readPending } from '../pending/pending-messages.ts';
import { collectUnstamped } from '../rebase/collect-unstamped.ts';
import { wordsOf } from '../rebase/entry-text.ts';

/** Nobody waits longer for what cannot be opened. ms */
const OPEN_WITHIN = 2_000;

export interface UnsentDeps {
  readonly localState: LocalState;
  readonly directory: Directory;
  readonly pool: Pool;
  readonly me: number;
}

/** A message or an edit that a person wrote here and the server does not have. */
export interface UnsentEntry {
  readonly conversationId: ConversationId;
  /** The id of a message, or `messageId/editId`. */
  readonly key: string;
  /** undefined: it stands in no chapter yet. */
  readonly chapter: number | undefined;
  readonly text: string;
  /** ms since 1970. */
  readonly at: number;
  /** Absent while this device cannot open it. */
  readonly body?: Uint8Array | undefined;
}

/** Messages and edits without a stamp, wherever they stand on this device; not what is listed under Not sent. */
export const collectUnsent = async ({ localState, directory, pool, me }: UnsentDeps): Promise<UnsentEntry[]> => {
  const { document, pending } = localState.tables;
  const found = new Map<string, UnsentEntry>();
  for (const [key, record] of pending) {
    const said = readPending(key, record);
    if (said === undefined) continue;
    const { id, messageId, body } = said;
    const entry = { key: messageId, text: wordsOf(body), at: record.at, body: record.body };
    found.set(key, { conversationId: id, chapter: undefined, ...entry });
  }
  for (const [key, record] of document) {
    const name = parseDocumentKey(key);
    const changes = (name === undefined ? undefined : pool.peek(name))?.meter.unsent() ?? record.unsent;
    if (name === undefined || (changes === 0 && !record.open)) continue;
    const live = await pool.use(name).catch(() => undefined);
    if (live === undefined) continue;
    const { address } = live;
    const id = address.kind === 'chapter' ? parseConversationId(address.conversationId) : undefined;
    if (address.kind === 'chapter' && id !== undefined && directory.get(id) !== undefined) {
      await live.bodies.settled(OPEN_WITHIN);
      const handled = new Set(live.record.handled);
      const { unwritten } = collectUnstamped(live.doc, me, handled, 'other', false, false, live.bodies.peek);
      for (const { key: entry, text, at, body } of unwritten)
        found.set(`${id}/${entry}`, { conversationId: id, chapter: address.chapter, key: entry, text, at, body });
    }
    pool.release(live);
  }
  return [...found.values()].sort((a, b) => a.at - b.at);
};
