import * as v from 'valibot';
import type * as Y from 'yjs';
import { chapterDocument, type DocumentName } from '../../../shared/document/name.ts';
import { decodeEnvelope } from '../../../shared/envelope/envelope.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import { FEED_PAGE, type FeedPage } from '../../../shared/protocol/facts.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { FactRecord } from '../records.ts';
import type { ServerPlace } from '../sync/server-place.ts';

export interface ExpandDeps {
  readonly server: Pick<ServerPlace, 'cursor' | 'epoch'>;
  readonly facts: ReadonlyMap<string, FactRecord>;
  /** A document that is open. */
  readonly docOf: (name: DocumentName) => Y.Doc | undefined;
}

const DELTA = v.looseObject({
  since: v.number(),
  cursor: v.number(),
  conversations: v.array(v.looseObject({ id: v.string(), seq: v.number() })),
});
type Told = v.InferOutput<typeof DELTA>['conversations'][number];

const SHORT_HEAD = v.strictObject({ id: v.string(), chapter: v.number() });

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** The newest message as the facts tell it, from its chapter; undefined when that does not have it (yet). */
const readHead = (told: Told, docOf: ExpandDeps['docOf']): unknown => {
  const short = v.safeParse(SHORT_HEAD, told.head);
  if (!short.success) return told.head;
  const { id, chapter } = short.output;
  const conversationId = parseConversationId(told.id);
  const doc = conversationId === undefined ? undefined : docOf(chapterDocument(conversationId, chapter));
  const entry = doc?.getMap('messages').get(id);
  const stamp = doc?.getMap('stamps').get(id);
  if (!(entry instanceof Uint8Array) || entry.byteLength > LIMITS.headEntryBytes || !Array.isArray(stamp))
    return undefined;
  const envelope = decodeEnvelope(entry);
  const [seq, stampedAt]: unknown[] = stamp;
  if (envelope === undefined || seq !== told.seq) return undefined;
  const { by, at } = envelope;
  return { id, chapter, seq, by, at, stampedAt, entry: base64(entry), deleted: false };
};

/** @returns undefined when the device does not know what the server left out */
const expandOne = (told: Told, since: number, { facts, docOf }: ExpandDeps): unknown => {
  if (told.kind !== undefined) return told;
  const known = facts.get(told.id);
  // The settings may have changed back and forth since the server told them.
  if (known === undefined || known.cursor === 0 || known.cursor > since || known.removedAt !== undefined)
    return undefined;
  const { head: _head, mentions: _mentions, mentionSeq: _mentionSeq, ...settings } = known;
  const head = readHead(told, docOf);
  if (head === undefined && told.head !== undefined) return undefined;
  return { ...settings, members: [], chapters: [], ...told, ...(head === undefined ? {} : { head }) };
};

/**
 * Makes a whole page of one that leaves out what this connection told before.
 * @returns undefined when it cannot: the device asks for what it lacks, and gets it whole
 */
export const expandDelta = (delta: unknown, deps: ExpandDeps): FeedPage | undefined => {
  const told = v.safeParse(DELTA, delta);
  if (!told.success) return undefined;
  const { since, cursor, conversations } = told.output;
  // A whole page has brought all of it meanwhile.
  const isKnown = cursor <= deps.server.cursor();
  const page = v.safeParse(FEED_PAGE, {
    ...told.output,
    people: isKnown ? [] : (told.output.people ?? []),
    more: false,
    epoch: deps.server.epoch(),
    conversations: isKnown ? [] : conversations.map((one) => expandOne(one, since, deps)),
  });
  return page.success ? page.output : undefined;
};
