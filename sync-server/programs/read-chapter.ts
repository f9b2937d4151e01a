import type * as Y from 'yjs';
import { bytesAt } from '../../shared/admission/live.ts';
import { isStoredStamp, type StoredStamp } from '../../shared/document/chapter.ts';
import { decodeEnvelope, type Envelope } from '../../shared/envelope/envelope.ts';
import { SERVER_NUMBER } from '../../shared/ids/account.ts';
import { parseMessageId } from '../../shared/ids/ulid.ts';
import type { ProgramMessage } from '../../shared/protocol/http-programs.ts';
import { entryJson } from './entry-json.ts';

const envelopeAt = (doc: Y.Doc, root: string, key: string): Envelope | undefined => {
  const bytes = bytesAt(doc, root, key);
  return bytes === undefined ? undefined : decodeEnvelope(bytes);
};

/** The stamp of a message or an edit; only the server writes them. */
export const stampAt = (doc: Y.Doc, id: string): StoredStamp | undefined => {
  const value: unknown = doc.getMap('stamps').get(id);
  return isStoredStamp(value) ? value : undefined;
};

interface Edit {
  readonly id: string;
  readonly stamp: StoredStamp | undefined;
  readonly envelope: Envelope;
}

/** Stamped edits stand in the order of (seq, at, id), as on devices. */
const isLater = (a: Edit, b: Edit): boolean => {
  const seq = (a.stamp?.[0] ?? 0) - (b.stamp?.[0] ?? 0);
  const at = (a.stamp?.[1] ?? 0) - (b.stamp?.[1] ?? 0);
  return seq !== 0 ? seq > 0 : at !== 0 ? at > 0 : a.id > b.id;
};

/** The latest edit of each of some messages, by its author. */
const latestEdits = (doc: Y.Doc, authors: ReadonlyMap<string, number>): ReadonlyMap<string, Edit> => {
  const latest = new Map<string, Edit>();
  for (const key of doc.getMap('edits').keys()) {
    const [message = '', id = ''] = key.split('/');
    if (!authors.has(message)) continue;
    const envelope = envelopeAt(doc, 'edits', key);
    if (envelope === undefined || envelope.by !== authors.get(message)) continue;
    const edit = { id, stamp: stampAt(doc, id), envelope };
    const before = latest.get(message);
    if (before === undefined || isLater(edit, before)) latest.set(message, edit);
  }
  return latest;
};

interface Found {
  readonly id: string;
  readonly stamp: StoredStamp;
  readonly envelope: Envelope | undefined;
  readonly deletion: Envelope | undefined;
}

/** What the server removed has disappeared: no place is kept for it. */
const isShown = ({ envelope, deletion }: Found): boolean =>
  deletion === undefined ? envelope !== undefined : deletion.by !== SERVER_NUMBER;

/** The first `limit` messages of a chapter after a seq, in its order, as the server's document has them. */
export const readChapter = (doc: Y.Doc, chapter: number, after: number, limit: number): ProgramMessage[] => {
  const ids = new Set([...doc.getMap('messages').keys(), ...doc.getMap('deletions').keys()]);
  const stamped = [...ids]
    .flatMap((id) => {
      const stamp = parseMessageId(id) === undefined ? undefined : stampAt(doc, id);
      return stamp !== undefined && stamp[0] > after ? [{ id, stamp }] : [];
    })
    .sort((a, b) => a.stamp[0] - b.stamp[0]);
  const first: Found[] = [];
  for (const { id, stamp } of stamped) {
    if (first.length === limit) break;
    const one = { id, stamp, envelope: envelopeAt(doc, 'messages', id), deletion: envelopeAt(doc, 'deletions', id) };
    if (isShown(one)) first.push(one);
  }
  const edits = latestEdits(doc, new Map(first.map(({ id, envelope }) => [id, envelope?.by ?? 0])));
  return first.map(({ id, stamp: [seq, stampedAt, due], envelope, deletion }): ProgramMessage => {
    const base = { id, chapter, seq, stampedAt, ...(due === undefined ? {} : { due }) };
    if (deletion !== undefined) return { ...base, deletedBy: deletion.by };
    const edit = edits.get(id);
    return {
      ...base,
      ...(envelope === undefined ? {} : { entry: entryJson(envelope) }),
      ...(edit === undefined
        ? {}
        : {
            edit: {
              id: edit.id,
              ...(edit.stamp === undefined ? {} : { stampedAt: edit.stamp[1] }),
              ...entryJson(edit.envelope),
            },
          }),
    };
  });
};
