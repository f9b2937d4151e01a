import type * as Y from 'yjs';
import { itemAt } from '../document/chapter.ts';
import { type BodySource, PLAIN_BODIES } from '../envelope/opened-body.ts';
import { type MessageId, parseMessageId } from '../ids/ulid.ts';
import { type ChapterEvent, compareEvents, readEvent } from './chapter-event.ts';
import {
  type ChapterMessage,
  emojiOf,
  envelopeAt,
  type MessageVersion,
  readLost,
  readMessage,
  readVersions,
} from './chapter-message.ts';
import { compareMessages } from './message-order.ts';

/** A chapter's messages, kept up to date from what each transaction changed: the cost follows the change, not the chapter. */
export interface ChapterIndex {
  readonly chapter: number;
  /** In timeline order. The same array until something changes; unchanged messages keep their identity. */
  messages(): readonly ChapterMessage[];
  get(id: MessageId): ChapterMessage | undefined;
  /** Keys of a root that belong to a message, live ones. */
  keysOf(root: KeyedRoot, id: MessageId): readonly string[];
  /** The emoji of a reaction, by its key. */
  emojiAt(key: string): string | undefined;
  /** In timeline order; the same array until one comes. */
  events(): readonly ChapterEvent[];
  /** All versions of a message, the oldest first. */
  versions(id: MessageId): readonly MessageVersion[];
  /** Highest seq stamped in the chapter; 0 when none is. */
  newestSeq(): number;
  /** Shows messages that the document has lost, each until it stands in the document again or is deleted there. */
  showLost(messages: readonly ChapterMessage[]): void;
  /** Those of them that are still shown. */
  lost(): readonly ChapterMessage[];
  /** Bodies of these messages are open by now. */
  reread(ids: Iterable<MessageId>): void;
  /** Live messages of the document; deleted ones count no more. */
  size(): number;
  destroy(): void;
}

const KEYED_ROOTS = ['edits', 'reactions', 'votes'] as const;
type KeyedRoot = (typeof KEYED_ROOTS)[number];
const PLAIN_ROOTS = ['messages', 'deletions'] as const;

const messageIdOf = (key: string): MessageId | undefined => {
  const slash = key.indexOf('/');
  return parseMessageId(slash < 0 ? key : key.slice(0, slash));
};

/** @param onChange called once a transaction, with the ids of the messages it touched and its origin. */
export const createChapterIndex = (
  doc: Y.Doc,
  chapter: number,
  onChange: (ids: ReadonlySet<MessageId>, origin: unknown) => void = () => {},
  bodies: BodySource = PLAIN_BODIES,
): ChapterIndex => {
  const keys: Record<KeyedRoot, Map<MessageId, Set<string>>> = {
    edits: new Map(),
    reactions: new Map(),
    votes: new Map(),
  };
  const messageOfEdit = new Map<string, MessageId>();
  const byId = new Map<MessageId, ChapterMessage>();
  const lostById = new Map<MessageId, ChapterMessage>();
  let sorted: readonly ChapterMessage[] | undefined;
  let newest = 0;

  const noteKey = (root: KeyedRoot, key: string): MessageId | undefined => {
    const id = messageIdOf(key);
    if (id === undefined) return undefined;
    const all = keys[root].get(id);
    const live = doc.getMap(root).has(key);
    if (live && all === undefined) keys[root].set(id, new Set([key]));
    else if (live) all?.add(key);
    else all?.delete(key);
    if (root === 'edits') messageOfEdit.set(key.slice(key.indexOf('/') + 1), id);
    return id;
  };
  const read = (id: MessageId): void => {
    const hanging = {
      edits: keys.edits.get(id) ?? [],
      reactions: keys.reactions.get(id) ?? [],
      votes: keys.votes.get(id) ?? [],
    };
    const message = bodies.renew(id, (open) => readMessage(doc, chapter, id, hanging, open));
    if (message === undefined) byId.delete(id);
    else byId.set(id, message);
    if (message?.stamp !== undefined && message.stamp.seq > newest) newest = message.stamp.seq;
  };

  // Whatever the document says of a message stands before what this device remembers of it.
  const isLost = (id: MessageId): boolean =>
    itemAt(doc, 'messages', id) === undefined && itemAt(doc, 'deletions', id) === undefined;
  const asShown = (message: ChapterMessage): ChapterMessage =>
    message.sealed === undefined ? message : readLost(message, (envelope) => bodies.open(envelope, message.id));
  const lost = (): ChapterMessage[] =>
    [...lostById.values()].flatMap((message) => (isLost(message.id) ? asShown(message) : []));

  const eventsById = new Map<string, ChapterEvent>();
  let sortedEvents: readonly ChapterEvent[] | undefined;
  let eventsChanged = false;

  const touched = new Set<MessageId>();
  const flush = (transaction: Y.Transaction) => {
    if (touched.size === 0 && !eventsChanged) return;
    eventsChanged = false;
    const ids = new Set(touched);
    touched.clear();
    for (const id of ids) read(id);
    sorted = undefined;
    onChange(ids, transaction.origin);
  };

  const stops: (() => void)[] = [];
  const observe = (root: string, note: (key: string) => MessageId | undefined) => {
    const map = doc.getMap(root);
    const listener = (event: Y.YMapEvent<unknown>) => {
      for (const key of event.keysChanged) {
        const id = note(key);
        if (id !== undefined) touched.add(id);
      }
    };
    map.observe(listener);
    stops.push(() => map.unobserve(listener));
    for (const key of map.keys()) {
      const id = note(key);
      if (id !== undefined) touched.add(id);
    }
  };
  for (const root of KEYED_ROOTS) observe(root, (key) => noteKey(root, key));
  for (const root of PLAIN_ROOTS) observe(root, messageIdOf);
  observe('stamps', (key) => messageOfEdit.get(key) ?? parseMessageId(key));
  observe('events', (key) => {
    const event = readEvent(doc, key);
    if (event === undefined) return undefined;
    eventsById.set(key, event);
    sortedEvents = undefined;
    eventsChanged = true;
    return undefined;
  });
  for (const id of touched) read(id);
  touched.clear();
  eventsChanged = false;
  doc.on('afterTransaction', flush);
  stops.push(() => doc.off('afterTransaction', flush));

  return {
    chapter,
    messages: () => (sorted ??= [...byId.values(), ...lost()].sort(compareMessages)),
    get: (id) => {
      const known = byId.get(id) ?? (isLost(id) ? lostById.get(id) : undefined);
      return known === undefined ? undefined : asShown(known);
    },
    keysOf: (root, id) => [...(keys[root].get(id) ?? [])],
    emojiAt: (key) => {
      const envelope = envelopeAt(doc, 'reactions', key);
      if (envelope === undefined) return undefined;
      return emojiOf(envelope, (one) => bodies.open(one, messageIdOf(key) ?? key));
    },
    events: () => (sortedEvents ??= [...eventsById.values()].sort(compareEvents)),
    versions: (id) => readVersions(doc, id, keys.edits.get(id) ?? [], (envelope) => bodies.open(envelope, id)),
    newestSeq: () => newest,
    showLost: (messages) => {
      lostById.clear();
      for (const message of messages) lostById.set(message.id, message);
      sorted = undefined;
    },
    lost,
    reread: (ids) => {
      const changed = new Set(ids);
      for (const id of changed) if (!lostById.has(id) || !isLost(id)) read(id);
      sorted = undefined;
      onChange(changed, undefined);
    },
    size: () => doc.getMap('messages').size,
    destroy: () => {
      for (const stop of stops) stop();
    },
  };
};
