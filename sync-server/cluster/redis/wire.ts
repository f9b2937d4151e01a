import * as v from 'valibot';
import { type DocumentName, parseDocumentName } from '../../../shared/document/name.ts';
import { parseUserId, type UserId } from '../../../shared/ids/account.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import type { ClusterEvent } from '../cluster.ts';

/** Bounds on what instances tell each other; a message beyond one is not read. */
export const WIRE_LIMITS = {
  /** Bytes of one message. */
  messageBytes: 512 * 1024,
  /** Characters after which a sender begins the next message: one event more always fits. */
  sentCharacters: 128 * 1024,
  /** Accounts named by one event. */
  userIds: 500,
  /** Events of one message. */
  events: 1_000,
} as const;

/** What an instance publishes: events, or only that it lives (`events` is empty) or ends. */
export interface InstanceMessage {
  /** The instance: a random name, new at each start. */
  readonly from: string;
  /** Counts the messages of an instance that have events; others repeat the last number. */
  readonly n: number;
  readonly events: readonly ClusterEvent[];
  /** It stops as asked: its silence means nothing. */
  readonly ends?: true | undefined;
}

const checked = <T>(parse: (text: string) => T | undefined) =>
  v.pipe(
    v.string(),
    v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
      const parsed = parse(dataset.value);
      if (parsed !== undefined) return parsed;
      addIssue({ message: 'not an id' });
      return NEVER;
    }),
  );

const USER_ID = checked(parseUserId);
const USER_IDS = v.pipe(v.array(USER_ID), v.maxLength(WIRE_LIMITS.userIds));
const CONVERSATION_ID = checked(parseConversationId);
const COUNT = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** `events-missed` is not among them: an instance hears that from its own cluster only. */
const EVENT = v.variant('kind', [
  v.strictObject({ kind: v.literal('facts-changed'), userIds: USER_IDS }),
  v.strictObject({ kind: v.literal('members-changed'), conversationId: CONVERSATION_ID }),
  v.strictObject({
    kind: v.literal('member-removed'),
    conversationId: CONVERSATION_ID,
    userId: v.optional(USER_ID),
  }),
  v.strictObject({ kind: v.literal('group-deleted') }),
  v.strictObject({ kind: v.literal('blocks-changed'), userIds: USER_IDS }),
  v.strictObject({ kind: v.literal('session-ended'), sessionId: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) }),
  v.strictObject({
    kind: v.literal('document-written'),
    document: checked((text) => (parseDocumentName(text) === undefined ? undefined : (text as DocumentName))),
    version: COUNT,
  }),
  v.strictObject({ kind: v.literal('generation-began'), userId: USER_ID, generation: COUNT }),
  v.strictObject({ kind: v.literal('epoch-changed') }),
  v.strictObject({
    kind: v.literal('told'),
    userIds: USER_IDS,
    // Of the server's messages only this one is stored nowhere.
    message: v.strictObject({
      type: v.literal('typing'),
      conversationId: CONVERSATION_ID,
      number: COUNT,
      typing: v.boolean(),
    }),
  }),
]);

const MESSAGE = v.object({
  from: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  n: COUNT,
  ends: v.optional(v.literal(true)),
  events: v.pipe(v.array(v.unknown()), v.maxLength(WIRE_LIMITS.events)),
});

/** What arrived: `strange` counts events that this version does not know or that are no events. */
export type Received = InstanceMessage & { readonly strange: number };

/** @returns undefined for what no instance sends */
export const parseMessage = (text: string): Received | undefined => {
  if (text.length > WIRE_LIMITS.messageBytes) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(MESSAGE, json);
  if (!parsed.success) return undefined;
  const events: ClusterEvent[] = [];
  for (const one of parsed.output.events) {
    const event = v.safeParse(EVENT, one);
    if (event.success) events.push(event.output);
  }
  return { ...parsed.output, events, strange: parsed.output.events.length - events.length };
};

export const encodeMessage = (message: InstanceMessage): string => JSON.stringify(message);

const chunks = (userIds: readonly UserId[]): (readonly UserId[])[] => {
  const out: (readonly UserId[])[] = [];
  for (let i = 0; i < userIds.length; i += WIRE_LIMITS.userIds) out.push(userIds.slice(i, i + WIRE_LIMITS.userIds));
  return out;
};

/** Joins what one turn tells: of a document the newest version, of changed facts each account once. */
const joinEvents = (events: readonly ClusterEvent[]): readonly ClusterEvent[] => {
  const facts = new Set<UserId>();
  const versions = new Map<DocumentName, number>();
  const others: ClusterEvent[] = [];
  for (const event of events) {
    if (event.kind === 'facts-changed') for (const userId of event.userIds) facts.add(userId);
    else if (event.kind === 'document-written')
      versions.set(event.document, Math.max(event.version, versions.get(event.document) ?? 0));
    else if ('userIds' in event && event.userIds.length > WIRE_LIMITS.userIds)
      for (const userIds of chunks(event.userIds)) others.push({ ...event, userIds });
    else others.push(event);
  }
  return [
    ...others,
    ...[...versions].map(([document, version]): ClusterEvent => ({ kind: 'document-written', document, version })),
    ...chunks([...facts]).map((userIds): ClusterEvent => ({ kind: 'facts-changed', userIds })),
  ];
};

/** The events of one turn, joined and parted into messages within the bounds. */
export const messagesOf = (events: readonly ClusterEvent[]): (readonly ClusterEvent[])[] => {
  const out: ClusterEvent[][] = [];
  let last: ClusterEvent[] | undefined;
  let characters = 0;
  for (const event of joinEvents(events)) {
    const length = JSON.stringify(event).length;
    if (last === undefined || last.length >= WIRE_LIMITS.events || characters + length > WIRE_LIMITS.sentCharacters) {
      last = [];
      characters = 0;
      out.push(last);
    }
    last.push(event);
    characters += length;
  }
  return out;
};
