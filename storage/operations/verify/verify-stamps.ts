import type * as Y from 'yjs';
import { isStoredStamp, itemAt } from '../../../shared/document/chapter.ts';
import type { DocumentAddress } from '../../../shared/document/name.ts';
import { readRows } from '../../sql/statements.ts';
import { ulidFromBytes } from '../../ulid-bytes.ts';
import { driver, type Work } from '../work.ts';
import type { Findings } from './findings.ts';

const READ_CONVERSATION = readRows<[string], { id: number; seq: number }>(
  { id: 'text' },
  (input) => `select c.id, c.seq from ${input} join conversations c on c.public_id = input.id and c.deleted_at is null`,
);
const READ_MESSAGES = readRows<[number, number], { id: Uint8Array; seq: number; deleted: number }>(
  { conversation: 'integer', chapter: 'integer' },
  // Crossed, so that on SQLite each message looks for its stamp: the other way round takes the square of the time.
  (input) => `select m.id, m.seq, s.deleted from ${input} cross join messages m cross join stamps s
   where m.conversation = input.conversation and m.chapter = input.chapter and m.seq > 0
     and s.conversation = m.conversation and s.seq = m.seq`,
);

/** Compares the stamps in a chapter with the rows of its messages, in both directions. */
export const createStampCheck = (findings: Findings) =>
  function* (
    doc: Y.Doc,
    { conversationId, chapter }: Pick<Extract<DocumentAddress, { kind: 'chapter' }>, 'conversationId' | 'chapter'>,
  ): Work<void> {
    const [conversation] = yield* driver.read(READ_CONVERSATION, [[conversationId]]);
    // Of a deleted group, whose rows go bit by bit.
    if (conversation === undefined) return;
    const place = (id: string): string => `${conversationId}/${chapter} ${id}`;
    const found = yield* driver.read(READ_MESSAGES, [[conversation.id, chapter]]);
    const rows = new Map(found.map((row) => [ulidFromBytes(row.id), row]));
    const stamps = doc.getMap('stamps');
    for (const [id, stamp] of stamps.entries()) {
      if (itemAt(doc, 'messages', id) === undefined) continue;
      findings.count('stamps');
      const row = rows.get(id);
      if (!isStoredStamp(stamp)) findings.fault('wrong-stamp', place(id));
      else if (row === undefined) findings.fault('stamp-without-row', place(id));
      else if (row.seq !== stamp[0]) findings.fault('wrong-stamp', place(id));
      else if (stamp[0] > conversation.seq) findings.fault('stamp-above-seq', place(id));
    }
    for (const [id, { deleted }] of rows) {
      findings.count('messages');
      if (deleted === 1) continue;
      if (!stamps.has(id) || itemAt(doc, 'messages', id)?.deleted !== false)
        findings.fault('row-without-stamp', place(id));
    }
  };
