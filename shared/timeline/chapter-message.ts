import type * as Y from 'yjs';
import { isStoredStamp, itemAt } from '../document/chapter.ts';
import { ALG_PLAIN, decodeBody } from '../envelope/body.ts';
import { decodeEnvelope, type Envelope } from '../envelope/envelope.ts';
import { SERVER_NUMBER } from '../ids/account.ts';
import { ownerOf } from '../ids/client-id.ts';
import type { MessageId } from '../ids/ulid.ts';

export interface Stamp {
  readonly seq: number;
  /** The server's clock, ms since 1970. */
  readonly at: number;
}

export interface ReactionSummary {
  readonly emoji: string;
  /** Account numbers, each once, in the order of their first reaction. */
  readonly by: readonly number[];
}

/** One message of a chapter as everybody sees it, put together from all that was written about it. */
export interface ChapterMessage {
  readonly id: MessageId;
  readonly chapter: number;
  readonly by: number;
  /** The author's clock, ms since 1970; of a deleted message only the stamp's time is left. */
  readonly at: number;
  /** undefined: not on the server yet. */
  readonly stamp: Stamp | undefined;
  /** undefined: deleted, or sealed or of a kind this version does not know (`unreadable`). */
  readonly text: string | undefined;
  readonly unreadable: boolean;
  /** Account number of who deleted it for everyone. */
  readonly deletedBy: number | undefined;
  readonly edited: boolean;
  readonly reactions: readonly ReactionSummary[];
}

/** The envelope under a key, when the client id that wrote it belongs to who it names; forged entries are as if absent. */
export const envelopeAt = (doc: Y.Doc, root: string, key: string): Envelope | undefined => {
  const item = itemAt(doc, root, key);
  if (item === undefined || item.deleted) return undefined;
  const value: unknown = doc.getMap(root).get(key);
  if (!(value instanceof Uint8Array)) return undefined;
  const envelope = decodeEnvelope(value);
  if (envelope === undefined) return undefined;
  const writer = ownerOf(item.id.client);
  // Of two deletions the server lets the first stand by writing it again behind the second.
  return writer === envelope.by || (writer === SERVER_NUMBER && root === 'deletions') ? envelope : undefined;
};

/** The stamp of a message or an edit. Only the server's own client ids can give one. */
export const stampOf = (doc: Y.Doc, id: string): Stamp | undefined => {
  const item = itemAt(doc, 'stamps', id);
  if (item === undefined || item.deleted || ownerOf(item.id.client) !== SERVER_NUMBER) return undefined;
  const value: unknown = doc.getMap('stamps').get(id);
  return isStoredStamp(value) ? { seq: value[0], at: value[1] } : undefined;
};

/** The plain text of a body of that kind; undefined when it is sealed or another. */
export const bodyText = (envelope: Envelope, kind: 'text' | 'emoji'): string | undefined => {
  if (envelope.alg !== ALG_PLAIN) return undefined;
  const body = decodeBody(envelope.body);
  return body?.kind === kind ? body.text : undefined;
};

interface Edit {
  readonly id: string;
  readonly stamp: Stamp | undefined;
  readonly envelope: Envelope;
}

/** Later edits come after earlier ones: stamped by (seq, at, id), then one's own that are not on the server yet. */
const isLater = (a: Edit, b: Edit): boolean => {
  if ((a.stamp === undefined) !== (b.stamp === undefined)) return a.stamp === undefined;
  const seq = (a.stamp?.seq ?? 0) - (b.stamp?.seq ?? 0);
  if (seq !== 0) return seq > 0;
  const at = (a.stamp?.at ?? a.envelope.at) - (b.stamp?.at ?? b.envelope.at);
  return at === 0 ? a.id > b.id : at > 0;
};

const latestEdit = (doc: Y.Doc, keys: Iterable<string>, author: number): Edit | undefined => {
  let latest: Edit | undefined;
  for (const key of keys) {
    const envelope = envelopeAt(doc, 'edits', key);
    if (envelope === undefined || envelope.by !== author) continue;
    const id = key.slice(key.indexOf('/') + 1);
    const edit = { id, stamp: stampOf(doc, id), envelope };
    if (latest === undefined || isLater(edit, latest)) latest = edit;
  }
  return latest;
};

const summarizeReactions = (doc: Y.Doc, keys: Iterable<string>): ReactionSummary[] => {
  const found: { emoji: string; by: number; at: number }[] = [];
  for (const key of keys) {
    const envelope = envelopeAt(doc, 'reactions', key);
    if (envelope === undefined || Number(key.split('/')[1]) !== envelope.by) continue;
    const emoji = bodyText(envelope, 'emoji');
    if (emoji !== undefined) found.push({ emoji, by: envelope.by, at: envelope.at });
  }
  // Every replica must show the same order whatever order the entries arrived in.
  found.sort((a, b) => a.at - b.at || a.by - b.by || (a.emoji < b.emoji ? -1 : 1));
  const byEmoji = new Map<string, number[]>();
  for (const { emoji, by } of found) {
    const people = byEmoji.get(emoji);
    if (people === undefined) byEmoji.set(emoji, [by]);
    else if (!people.includes(by)) people.push(by);
  }
  return [...byEmoji].map(([emoji, by]) => ({ emoji, by }));
};

const NONE: readonly ReactionSummary[] = [];

/**
 * One message with its edits, reactions and deletion; undefined when there is nothing to show.
 * @param editKeys keys of `edits` that begin with the id @param reactionKeys those of `reactions`
 */
export const readMessage = (
  doc: Y.Doc,
  chapter: number,
  id: MessageId,
  editKeys: Iterable<string>,
  reactionKeys: Iterable<string>,
): ChapterMessage | undefined => {
  const stamp = stampOf(doc, id);
  const deletion = envelopeAt(doc, 'deletions', id);
  const envelope = envelopeAt(doc, 'messages', id);
  if (deletion !== undefined) {
    const by = envelope?.by ?? deletion.author;
    if (stamp === undefined || by === undefined) return undefined;
    const at = envelope === undefined ? stamp.at : envelope.at;
    return {
      id,
      chapter,
      by,
      at,
      stamp,
      text: undefined,
      unreadable: false,
      deletedBy: deletion.by,
      edited: false,
      reactions: NONE,
    };
  }
  if (envelope === undefined) return undefined;
  const edit = latestEdit(doc, editKeys, envelope.by);
  const text = bodyText(edit?.envelope ?? envelope, 'text');
  return {
    id,
    chapter,
    by: envelope.by,
    at: envelope.at,
    stamp,
    text,
    unreadable: text === undefined,
    deletedBy: undefined,
    edited: edit !== undefined,
    reactions: summarizeReactions(doc, reactionKeys),
  };
};
