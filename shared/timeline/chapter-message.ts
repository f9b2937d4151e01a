import type * as Y from 'yjs';
import { isStoredStamp, itemAt } from '../document/chapter.ts';
import { isMessageBody, type MessageBody } from '../envelope/body.ts';
import { decodeEnvelope, type Envelope, encodeEnvelope } from '../envelope/envelope.ts';
import { isAnswer, shownMentions } from '../envelope/mentions.ts';
import type { OpenBody, OpenedBody, Unopened } from '../envelope/opened-body.ts';
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
  /** What it says now, edits included. undefined: deleted, or `unopened`. */
  readonly body: MessageBody | undefined;
  /** The body in one line; undefined with it. */
  readonly text: string | undefined;
  /** Why this device cannot show what it says. */
  readonly unopened?: Unopened;
  /** Account numbers it mentions, by header and body; `EVERYBODY` for all. */
  readonly mentions: readonly number[];
  /** It notifies nobody. */
  readonly quiet: boolean;
  /** Account number of who deleted it for everyone. */
  readonly deletedBy: number | undefined;
  readonly edited: boolean;
  /** How often; absent: once, or never. */
  readonly edits?: number;
  readonly reactions: readonly ReactionSummary[];
  /** One for each reaction or vote that is not among these because this device cannot show it. */
  readonly unopenedReactions?: readonly Unopened[];
  readonly unopenedVotes?: readonly Unopened[];
  /** Of a poll, one list for each option; empty for anything else. */
  readonly votes: Votes;
  /** A poll whose author wants no more votes. */
  readonly closed: boolean;
  /** A restored server has lost it: it stands as this device had it before. */
  readonly lost?: true;
  /** It was sent here and stands in no chapter yet. */
  readonly pending?: true;
  /** Of a lost message that was not open: the bytes of its envelope, then of its edits, the latest last. */
  readonly sealed?: readonly Uint8Array[];
}

/** One version of a message, the first one included. */
export interface MessageVersion {
  readonly id: string;
  /** undefined: `unopened`. */
  readonly text: string | undefined;
  readonly unopened?: Unopened;
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

const emojiIn = (body: OpenedBody): string | undefined => (body.kind === 'emoji' ? body.text : undefined);

/** The emoji of a reaction's envelope. */
export const emojiOf = (envelope: Envelope, open: OpenBody): string | undefined => emojiIn(open(envelope));

interface Edit {
  readonly id: string;
  readonly stamp: Stamp | undefined;
  readonly envelope: Envelope;
}

/** Later edits come after earlier ones: stamped ones by (seq, at, id), then own ones that are not on the server yet. */
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

/** A message as its edits leave it: texts may change; what it answers, its link and that it was forwarded stay. */
const applyEdit = (first: MessageBody, edit: OpenedBody | undefined): MessageBody => {
  if (first.kind !== 'text' || edit?.kind !== 'text') return first;
  const { reply, forwarded, link } = first;
  const { link: _, ...said } = edit;
  return {
    ...said,
    ...(link === undefined ? {} : { link }),
    ...(reply === undefined ? {} : { reply }),
    ...(forwarded === undefined ? {} : { forwarded }),
  };
};

type Reactions = Pick<ChapterMessage, 'reactions' | 'unopenedReactions'>;

const summarizeReactions = (doc: Y.Doc, keys: Iterable<string>, open: OpenBody): Reactions => {
  const found: { emoji: string; by: number; at: number }[] = [];
  const unopenedReactions: Unopened[] = [];
  for (const key of keys) {
    const envelope = envelopeAt(doc, 'reactions', key);
    if (envelope === undefined || Number(key.split('/')[1]) !== envelope.by) continue;
    const body = open(envelope);
    const emoji = emojiIn(body);
    if (emoji !== undefined) found.push({ emoji, by: envelope.by, at: envelope.at });
    else if (body.kind === 'unopened') unopenedReactions.push(body.why);
  }
  // Every replica must show the same order whatever order the entries arrived in.
  found.sort((a, b) => a.at - b.at || a.by - b.by || (a.emoji < b.emoji ? -1 : 1));
  const byEmoji = new Map<string, number[]>();
  for (const { emoji, by } of found) {
    const people = byEmoji.get(emoji);
    if (people === undefined) byEmoji.set(emoji, [by]);
    else if (!people.includes(by)) people.push(by);
  }
  const reactions = [...byEmoji].map(([emoji, by]) => ({ emoji, by }));
  return unopenedReactions.length === 0 ? { reactions } : { reactions, unopenedReactions };
};

const NO_VOTES: Votes = [];

const countVotes = (
  doc: Y.Doc,
  keys: Iterable<string>,
  poll: Extract<MessageBody, { kind: 'poll' }>,
  open: OpenBody,
): Pick<ChapterMessage, 'votes' | 'unopenedVotes'> => {
  const options: { by: number; at: number }[][] = poll.options.map(() => []);
  const unopenedVotes: Unopened[] = [];
  for (const key of keys) {
    const envelope = envelopeAt(doc, 'votes', key);
    if (envelope === undefined || Number(key.split('/')[1]) !== envelope.by) continue;
    const vote = open(envelope);
    if (vote.kind === 'unopened') unopenedVotes.push(vote.why);
    if (vote.kind !== 'vote' || (!poll.multiple && vote.choices.length > 1)) continue;
    for (const choice of vote.choices) options[choice]?.push({ by: envelope.by, at: envelope.at });
  }
  // The same order everywhere, whatever order they arrived in.
  const votes = options.map((all) => all.sort((a, b) => a.at - b.at || a.by - b.by).map(({ by }) => by));
  return unopenedVotes.length === 0 ? { votes } : { votes, unopenedVotes };
};

const NONE: readonly ReactionSummary[] = [];
const UNSAID = { body: undefined, text: undefined, edited: false, mentions: [], closed: false };
const EMPTY = { ...UNSAID, quiet: false, reactions: NONE, votes: NO_VOTES };

type Said = Pick<ChapterMessage, 'body' | 'text' | 'unopened' | 'edited' | 'edits' | 'mentions' | 'closed'>;

/** Until its body is open, a message mentions the people in its header, as on the server. */
const unopenedSaid = (why: Unopened, { quiet, mentions = [] }: Envelope, edited: boolean): Said => ({
  ...UNSAID,
  unopened: why,
  edited,
  mentions: why === 'opening' && quiet !== true ? mentions : [],
});

/**
 * What a message says as its edits leave it.
 * @param edits by its author, the latest last
 */
const readSaid = (envelope: Envelope, edits: readonly Envelope[], open: OpenBody): Said => {
  const first = open(envelope);
  const opened = edits.map((edit) => ({ edit, body: open(edit) }));
  /** What its edits mention does not count while the message itself is quiet. */
  const header = (edit: Envelope): Envelope => (envelope.quiet === true ? envelope : edit);
  if (first.kind === 'unopened') return unopenedSaid(first.why, header(edits.at(-1) ?? envelope), false);
  if (!isMessageBody(first)) return unopenedSaid('unknown', envelope, false);
  const texts = opened.filter(({ body }) => body.kind !== 'poll-closed');
  const latest = first.kind === 'text' ? texts.at(-1) : undefined;
  // An edit that cannot be shown hides what was said before it.
  if (latest?.body.kind === 'unopened') return unopenedSaid(latest.body.why, header(latest.edit), true);
  const body = applyEdit(first, latest?.body);
  return {
    body,
    text: summaryOf(body),
    edited: body !== first,
    ...(body !== first && texts.length > 1 ? { edits: texts.length } : {}),
    mentions: envelope.quiet
      ? []
      : shownMentions(body === first ? envelope : (latest?.edit ?? envelope), body, isAnswer(first)),
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
  open: OpenBody,
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
  const said = readSaid(envelope, edits, open);
  return {
    id,
    chapter,
    by: envelope.by,
    at: envelope.at,
    stamp,
    deletedBy: undefined,
    quiet: envelope.quiet === true,
    ...said,
    ...summarizeReactions(doc, keys.reactions, open),
    ...(said.body?.kind === 'poll' ? countVotes(doc, keys.votes, said.body, open) : { votes: NO_VOTES }),
  };
};

/** What is read of a message without its chapter. */
export type LatestMessage = Pick<ChapterMessage, 'text' | 'unopened' | 'mentions' | 'quiet'>;

/**
 * The newest message of a conversation from its envelope and that of its latest edit, as the facts bring them; undefined
 * when they are not by its author.
 */
export const readLatest = (
  by: number,
  entry: Uint8Array,
  edit: Uint8Array | undefined,
  open: OpenBody,
): LatestMessage | undefined => {
  const own = (bytes: Uint8Array): readonly Envelope[] =>
    [decodeEnvelope(bytes)].flatMap((one) => (one?.by === by ? one : []));
  const [envelope] = own(entry);
  const edits = edit === undefined ? [] : own(edit);
  // What cannot be attributed hides what was said before it.
  if (envelope === undefined || (edit !== undefined && edits.length === 0)) return undefined;
  return { ...readSaid(envelope, edits, open), quiet: envelope.quiet === true };
};

/** A lost message that was not open when it was lost, as it can be shown now. */
export const readLost = (message: ChapterMessage, open: OpenBody): ChapterMessage => {
  const [envelope, ...edits] = (message.sealed ?? []).flatMap((bytes) => decodeEnvelope(bytes) ?? []);
  if (envelope === undefined) return message;
  const { unopened: _, ...rest } = message;
  return { ...rest, ...readSaid(envelope, edits, open) };
};

/** What a lost message is kept as while it is not open. */
export const sealedOf = (doc: Y.Doc, id: MessageId, editKeys: Iterable<string>): readonly Uint8Array[] => {
  const envelope = envelopeAt(doc, 'messages', id);
  if (envelope === undefined) return [];
  return [envelope, ...editsOf(doc, editKeys, envelope.by).map((edit) => edit.envelope)].map(encodeEnvelope);
};

/** All versions of a text, the oldest first. */
export const readVersions = (
  doc: Y.Doc,
  id: MessageId,
  editKeys: Iterable<string>,
  open: OpenBody,
): readonly MessageVersion[] => {
  const envelope = envelopeAt(doc, 'messages', id);
  if (envelope === undefined) return [];
  const all = [{ id, stamp: stampOf(doc, id), envelope }, ...editsOf(doc, editKeys, envelope.by)];
  return all.flatMap((one): MessageVersion[] => {
    const body = open(one.envelope);
    const version = { id: one.id, at: one.envelope.at, stamp: one.stamp };
    if (body.kind === 'unopened') return [{ ...version, text: undefined, unopened: body.why }];
    return body.kind === 'text' ? [{ ...version, text: body.text }] : [];
  });
};
