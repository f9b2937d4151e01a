import type { DatabaseSync } from 'node:sqlite';
import type * as Y from 'yjs';
import { isStoredStamp, itemAt } from '../../../shared/document/chapter.ts';
import type { DocumentAddress } from '../../../shared/document/name.ts';
import { ulidFromBytes } from '../../ulid-bytes.ts';
import { prepare } from '../statement.ts';
import type { Findings } from './findings.ts';

/** Compares the stamps in a chapter with the rows of its messages, in both directions. */
export const createStampCheck = (database: DatabaseSync, findings: Findings) => {
  const conversationOf = prepare<[string], { id: number; seq: number }>(
    database,
    'select id, seq from conversations where public_id = ? and deleted_at is null',
  );
  const messagesOf = prepare<[number, number], { id: Uint8Array; seq: number; deleted: number }>(
    database,
    // Crossed, so that each message looks for its stamp: the other way round takes the square of the time.
    `select m.id, m.seq, s.deleted from messages m
     cross join stamps s on s.conversation = m.conversation and s.seq = m.seq
     where m.conversation = ? and m.chapter = ? and m.seq > 0`,
  );

  return (
    doc: Y.Doc,
    { conversationId, chapter }: Pick<Extract<DocumentAddress, { kind: 'chapter' }>, 'conversationId' | 'chapter'>,
  ): void => {
    const conversation = conversationOf.get(conversationId);
    // Of a deleted group, whose rows go bit by bit.
    if (conversation === undefined) return;
    const place = (id: string): string => `${conversationId}/${chapter} ${id}`;
    const rows = new Map(messagesOf.all(conversation.id, chapter).map((row) => [ulidFromBytes(row.id), row]));
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
};
