import type * as Y from 'yjs';
import { isStoredStamp, itemAt } from '../document/chapter.ts';
import { ALG_PLAIN, type Body, isMessageBody, type MessageBody, readBody } from '../envelope/body.ts';
import { decodeEnvelope, type Envelope } from '../envelope/envelope.ts';
import { isAnswer, shownMentions } from '../envelope/mentions.ts';
import { SERVER_NUMBER } from '../ids/account.ts';
import { ownerOf } from '../ids/client-id.ts';
import type { MessageId } from '../ids/ulid.ts';
import { summaryOf } from '../protocol/summary-of.ts';

export interface Stamp {
  readonly seq: number;
  /** The server's clock, ms since 1970. */
  readonly at: number;
  /** When it disappears, by the same clock; undefined: never. */
  readonly due: number | undefined;
}

/** One option of a poll with the account numbers of who chose it, in the order of their votes. */
type Votes = readonly (readonly number[])[];

interface ReactionSummary {
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
  /** What it says now, edits included. undefined: deleted, or sealed or of a kind this version does not know (`unreadable`). */
  readonly body: MessageBody | undefined;
  /** The body in one line; undefined with it. */
  readonly text: string | undefined;
  readonly unreadable: boolean;
  /** Account numbers, `EVERYBODY` for all: whom its header and its body mention. */
  readonly mentions: readonly number[];
  /** It notifies nobody. */
  readonly quiet: boolean;
  /** Account number of who deleted it for everyone. */
  readonly deletedBy: number | undefined;
  readonly edited: boolean;
  readonly reactions: readonly ReactionSummary[];
  /** Of a poll, one list for each option; empty for anything else. */
  readonly votes: Votes;
  /** A poll whose author wants no more votes. */
  readonly closed: boolean;
  /** A restored server has lost it: it stands as this device had it before. */
  readonly lost?: true;
}

/** One version of a message, the first one included. */
export interface MessageVersion {
  readonly id: string;
  readonly text: string;
  /** The author's clock, ms since 1970. */
  readonly at: number;
  readonly stamp: Stamp | undefined;
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
  return isStoredStamp(value) ? { seq: value[0], at: value[1], due: value[2] } : undefined;
};

/** The plain body; undefined when it is sealed or none that this version knows. */
const bodyOf = (envelope: Envelope): Body | undefined =>
  envelope.alg === ALG_PLAIN ? readBody(envelope.body) : undefined;

/** The emoji of a reaction's envelope. */
export const emojiOf = (envelope: Envelope): string | undefined => {
  const body = bodyOf(envelope);
  return body?.kind === 'emoji' ? body.text : undefined;
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

/** Edits by the author of the message, in the order in which they count. */
const editsOf = (doc: Y.Doc, keys: Iterable<string>, author: number): readonly Edit[] => {
  const edits: Edit[] = [];
  for (const key of keys) {
    const envelope = envelopeAt(doc, 'edits', key);
    if (envelope === undefined || envelope.by !== author) continue;
    const id = key.slice(key.indexOf('/') + 1);
    edits.push({ id, stamp: stampOf(doc, id), envelope });
  }
  return edits.sort((a, b) => (isLater(a, b) ? 1 : -1));
};

/** A message as its edits leave it: texts may change, what it answers and that it was forwarded stay. */
const applyEdit = (first: MessageBody, edit: Body | undefined): MessageBody => {
  if (first.kind !== 'text' || edit?.kind !== 'text') return first;
  const { reply, forwarded } = first;
  return { ...edit, ...(reply === undefined ? {} : { reply }), ...(forwarded === undefined ? {} : { forwarded }) };
};

const summarizeReactions = (doc: Y.Doc, keys: Iterable<string>): ReactionSummary[] => {
  const found: { emoji: string; by: number; at: number }[] = [];
  for (const key of keys) {
    const envelope = envelopeAt(doc, 'reactions', key);
    if (envelope === undefined || Number(key.split('/')[1]) !== envelope.by) continue;
    const emoji = emojiOf(envelope);
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

const NO_VOTES: Votes = [];

const countVotes = (doc: Y.Doc, keys: Iterable<string>, poll: Extract<MessageBody, { kind: 'poll' }>): Votes => {
  const options: { by: number; at: number }[][] = poll.options.map(() => []);
  for (const key of keys) {
    const envelope = envelopeAt(doc, 'votes', key);
    if (envelope === undefined || Number(key.split('/')[1]) !== envelope.by) continue;
    const vote = bodyOf(envelope);
    if (vote?.kind !== 'vote' || (!poll.multiple && vote.choices.length > 1)) continue;
    for (const choice of vote.choices) options[choice]?.push({ by: envelope.by, at: envelope.at });
  }
  // The same order everywhere, whatever order they arrived in.
  return options.map((votes) => votes.sort((a, b) => a.at - b.at || a.by - b.by).map(({ by }) => by));
};

const NONE: readonly ReactionSummary[] = [];
const UNSAID = { body: undefined, text: undefined, edited: false, mentions: [], unreadable: true, closed: false };
const EMPTY = { ...UNSAID, quiet: false, unreadable: false, reactions: NONE, votes: NO_VOTES };

/**
 * What a message says as its edits leave it.
 * @param edits by its author, the latest last
 */
const readSaid = (
  envelope: Envelope,
  edits: readonly Envelope[],
): Pick<ChapterMessage, 'body' | 'text' | 'edited' | 'mentions' | 'unreadable' | 'closed'> => {
  const first = bodyOf(envelope);
  if (!isMessageBody(first)) return UNSAID;
  const texts = edits.filter((edit) => bodyOf(edit)?.kind !== 'poll-closed');
  const latest = texts.at(-1);
  const said = latest === undefined ? undefined : bodyOf(latest);
  // A sealed edit hides what was said before it.
  if (latest !== undefined && said === undefined) return { ...UNSAID, edited: true };
  const body = applyEdit(first, said);
  return {
    body,
    text: summaryOf(body),
    edited: body !== first,
    mentions: envelope.quiet
      ? []
      : shownMentions(body === first ? envelope : (latest ?? envelope), body, isAnswer(first)),
    unreadable: false,
    closed: body.kind === 'poll' && edits.length > texts.length,
  };
};

/** Keys of the roots that hang on a message. */
export interface HangingKeys {
  readonly edits: Iterable<string>;
  readonly reactions: Iterable<string>;
  readonly votes: Iterable<string>;
}

/** One message with all that hangs on it; undefined when there is nothing to show. */
export const readMessage = (
  doc: Y.Doc,
  chapter: number,
  id: MessageId,
  keys: HangingKeys,
): ChapterMessage | undefined => {
  const stamp = stampOf(doc, id);
  const deletion = envelopeAt(doc, 'deletions', id);
  const envelope = envelopeAt(doc, 'messages', id);
  if (deletion !== undefined) {
    const by = envelope?.by ?? deletion.author;
    // What the server deleted has disappeared when it was due: no place is kept for it.
    if (stamp === undefined || by === undefined || deletion.by === SERVER_NUMBER) return undefined;
    const at = envelope === undefined ? stamp.at : envelope.at;
    return { ...EMPTY, id, chapter, by, at, stamp, deletedBy: deletion.by };
  }
  if (envelope === undefined) return undefined;
  const edits = editsOf(doc, keys.edits, envelope.by).map((edit) => edit.envelope);
  const said = readSaid(envelope, edits);
  return {
    id,
    chapter,
    by: envelope.by,
    at: envelope.at,
    stamp,
    deletedBy: undefined,
    quiet: envelope.quiet === true,
    ...said,
    reactions: summarizeReactions(doc, keys.reactions),
    votes: said.body?.kind === 'poll' ? countVotes(doc, keys.votes, said.body) : NO_VOTES,
  };
};

/** What is read of a message without its chapter. */
export type LatestMessage = Pick<ChapterMessage, 'text' | 'mentions' | 'quiet'>;

/**
 * The newest message of a conversation from its envelope and that of its latest edit, as the facts bring them; undefined
 * when they are not by its author.
 */
export const readLatest = (by: number, entry: Uint8Array, edit?: Uint8Array): LatestMessage | undefined => {
  const own = (bytes: Uint8Array): readonly Envelope[] =>
    [decodeEnvelope(bytes)].flatMap((one) => (one?.by === by ? one : []));
  const [envelope] = own(entry);
  const edits = edit === undefined ? [] : own(edit);
  // What cannot be attributed hides what was said before it.
  if (envelope === undefined || (edit !== undefined && edits.length === 0)) return undefined;
  return { ...readSaid(envelope, edits), quiet: envelope.quiet === true };
};

/** All versions of a text that can be read, the oldest first. */
export const readVersions = (doc: Y.Doc, id: MessageId, editKeys: Iterable<string>): readonly MessageVersion[] => {
  const envelope = envelopeAt(doc, 'messages', id);
  if (envelope === undefined) return [];
  const all = [{ id, stamp: stampOf(doc, id), envelope }, ...editsOf(doc, editKeys, envelope.by)];
  return all.flatMap((one) => {
    const body = bodyOf(one.envelope);
    return body?.kind === 'text' ? [{ id: one.id, text: body.text, at: one.envelope.at, stamp: one.stamp }] : [];
  });
};
