import type * as Y from 'yjs';
import { itemAt } from '../../../shared/document/chapter.ts';
import { chapterDocument } from '../../../shared/document/name.ts';
import { ALG_PLAIN, type Body, encodeBody, fitsMessage, type MessageBody } from '../../../shared/envelope/body.ts';
import { encodeEnvelope } from '../../../shared/envelope/envelope.ts';
import { type ConversationId, kindOf } from '../../../shared/ids/conversation.ts';
import { type EditId, type MessageId, makeUlid } from '../../../shared/ids/ulid.ts';
import { mayWithMessage } from '../../../shared/permissions/table.ts';
import type { CommandError } from '../../channel/protocol.ts';
import type { Directory } from '../directory.ts';
import type { LiveDocument } from '../documents/live-document.ts';
import type { Pool } from '../documents/pool.ts';
import type { Clock, Random } from '../ports.ts';

export interface WritingWorld {
  readonly clock: Clock;
  readonly random: Random;
  readonly me: number;
  readonly device: number;
  readonly directory: Directory;
  readonly pool: () => Pool;
}

/** undefined: done. */
export type Done = CommandError | undefined;

export const envelopeOf = ({ clock, me, device }: WritingWorld, body: Body, author?: number): Uint8Array =>
  encodeEnvelope({
    by: me,
    device,
    at: Math.max(0, clock.now()),
    alg: ALG_PLAIN,
    body: encodeBody(body),
    ...(author === undefined ? {} : { author }),
  });

const judgeText = (text: string): Done => (text.trim() === '' ? 'empty' : fitsMessage(text) ? undefined : 'too-long');

const within = async (
  world: WritingWorld,
  id: ConversationId,
  chapter: number,
  work: (live: LiveDocument) => Done,
): Promise<Done> => {
  const name = chapterDocument(id, chapter);
  const live = world.pool().grab(name) ?? (await world.pool().use(name));
  try {
    return work(live);
  } finally {
    world.pool().release(live);
  }
};

/** Writes a message into the newest chapter. A repeated id is done already, wherever it stands. */
export const sendMessage = async (
  world: WritingWorld,
  id: ConversationId,
  messageId: MessageId,
  body: MessageBody,
): Promise<Done> => {
  const wrong = body.kind === 'text' ? judgeText(body.text) : undefined;
  if (wrong !== undefined) return wrong;
  if (world.directory.get(id) === undefined) return 'unknown';
  if (world.directory.roleIn(id) === undefined) return 'not-allowed';
  // A repeated command may find the page turned.
  for (const name of world.directory.held(id)) {
    const live = world.pool().peek(name);
    if (live?.address.kind === 'chapter' && itemAt(live.doc, 'messages', messageId) !== undefined) return undefined;
  }
  const name = world.directory.chapterForWriting(id);
  const first = world.pool().grab(name) ?? (await world.pool().use(name));
  try {
    if (itemAt(first.doc, 'messages', messageId) !== undefined) return undefined;
    // Only once it is open can it be seen whether it is full.
    if (world.directory.chapterForWriting(id) !== first.name) return await sendMessage(world, id, messageId, body);
    const envelope = envelopeOf(world, body);
    first.write((doc) => doc.getMap('messages').set(messageId, envelope), messageId);
    return undefined;
  } finally {
    world.pool().release(first);
  }
};

export const editMessage = (
  world: WritingWorld,
  id: ConversationId,
  chapter: number,
  messageId: MessageId,
  editId: EditId,
  text: string,
): Promise<Done> =>
  within(world, id, chapter, (live) => {
    const wrong = judgeText(text);
    if (wrong !== undefined) return wrong;
    const role = world.directory.roleIn(id);
    const message = live.index?.get(messageId);
    if (message === undefined) return 'unknown';
    if (
      role === undefined ||
      message.deletedBy !== undefined ||
      !mayWithMessage(kindOf(id), role, message.by === world.me).edit
    )
      return 'not-allowed';
    const key = `${messageId}/${editId}`;
    if (itemAt(live.doc, 'edits', key) !== undefined) return undefined;
    live.write((doc) => doc.getMap('edits').set(key, envelopeOf(world, { kind: 'text', text })), messageId);
    return undefined;
  });

/** The deletion and all that is known of the message go in one transaction: no state in between is ever seen. */
const writeDeletion = (doc: Y.Doc, live: LiveDocument, messageId: MessageId, deletion: Uint8Array): void => {
  for (const root of ['edits', 'reactions', 'votes'] as const)
    for (const key of live.index?.keysOf(root, messageId) ?? []) doc.getMap(root).delete(key);
  doc.getMap('messages').delete(messageId);
  doc.getMap('deletions').set(messageId, deletion);
};

export const removeMessage = (
  world: WritingWorld,
  id: ConversationId,
  chapter: number,
  messageId: MessageId,
): Promise<Done> =>
  within(world, id, chapter, (live) => {
    const role = world.directory.roleIn(id);
    const message = live.index?.get(messageId);
    if (itemAt(live.doc, 'deletions', messageId) !== undefined) return undefined;
    if (message === undefined) return 'unknown';
    if (role === undefined || !mayWithMessage(kindOf(id), role, message.by === world.me).remove) return 'not-allowed';
    const deletion = envelopeOf(world, { kind: 'deletion' }, message.by);
    live.write((doc) => writeDeletion(doc, live, messageId, deletion));
    return undefined;
  });

/** Makes sure one's reaction is there, or that none of one's devices' is. */
export const reactTo = (
  world: WritingWorld,
  id: ConversationId,
  chapter: number,
  messageId: MessageId,
  emoji: string,
  on: boolean,
): Promise<Done> =>
  within(world, id, chapter, (live) => {
    const message = live.index?.get(messageId);
    if (message === undefined) return 'unknown';
    if (world.directory.roleIn(id) === undefined || message.deletedBy !== undefined) return 'not-allowed';
    const mine = message.reactions.some((one) => one.emoji === emoji && one.by.includes(world.me));
    if (mine === on) return undefined;
    if (on) {
      const key = `${messageId}/${world.me}/${makeUlid(world.clock.now(), world.random)}`;
      live.write((doc) => doc.getMap('reactions').set(key, envelopeOf(world, { kind: 'emoji', text: emoji })));
      return undefined;
    }
    const keys = (live.index?.keysOf('reactions', messageId) ?? []).filter(
      (key) => key.split('/')[1] === String(world.me),
    );
    live.write((doc) => {
      for (const key of keys) if (live.index?.emojiAt(key) === emoji) doc.getMap('reactions').delete(key);
    });
    return undefined;
  });
