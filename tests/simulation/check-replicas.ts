import * as Y from 'yjs';
import { isStoredStamp } from '../../shared/document/chapter.ts';
import { chapterDocument, conversationDocument, type DocumentName } from '../../shared/document/name.ts';
import { decodeEnvelope } from '../../shared/envelope/envelope.ts';
import { SERVER_NUMBER, type UserId } from '../../shared/ids/account.ts';
import { type ConversationId, kindOf } from '../../shared/ids/conversation.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { checkEntries } from './message-operations.ts';
import type { SimulatedDevice } from './simulated-device.ts';
import { rebuildAccount, rebuildStored, type StoredChapters } from './stored-chapters.ts';

/** Due, or removed by the server because it was: nothing is shown in its place. */
const hasVanished = (doc: Y.Doc, id: string, now: number): boolean => {
  const deletion = doc.getMap('deletions').get(id);
  if (deletion instanceof Uint8Array && decodeEnvelope(deletion)?.by === SERVER_NUMBER) return true;
  const stamp = doc.getMap('stamps').get(id);
  return isStoredStamp(stamp) && stamp[2] !== undefined && stamp[2] <= now;
};

const difference = (shown: readonly string[], wanted: readonly string[]): string =>
  [
    `missing: ${wanted.filter((id) => !shown.includes(id)).join(' ')}`,
    `too many: ${shown.filter((id) => !wanted.includes(id)).join(' ')}`,
    `order: ${shown.length === wanted.length ? 'differs' : ''}`,
  ].join('\n');

const describe = (doc: Y.Doc): string =>
  JSON.stringify({
    vector: [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort((a, b) => a[0] - b[0]),
    roots: ['messages', 'edits', 'reactions', 'deletions', 'stamps', 'profile', 'settings', 'pins'].map((root) => [
      root,
      [...doc.getMap(root).keys()].sort(),
    ]),
  });

/** Compares to the byte, if the device holds the document. */
const checkSame = (device: SimulatedDevice, name: DocumentName, stored: Y.Doc): void => {
  const own = device.disk
    .documentNames()
    .filter((database) => database.includes(`/${name}@`))
    .sort((a, b) => Number(a.split('@').at(-1)) - Number(b.split('@').at(-1)))
    .at(-1);
  if (own === undefined) return;
  const held = device.disk.rebuild(own);
  const [a, b] = [held, stored].map((doc) => Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64'));
  if (a !== b) throw new Error(`${device.name}'s ${own} differs from storage:\n${describe(held)}\n${describe(stored)}`);
};

const checkBytes = (device: SimulatedDevice, id: ConversationId, docs: readonly Y.Doc[], from: number): void => {
  for (const [n, doc] of docs.entries()) if (n >= from) checkSame(device, chapterDocument(id, n), doc);
};

/** What a person deleted for themself, from storage alone. */
const hiddenFrom = async (storage: Storage, userId: UserId): Promise<ReadonlySet<string>> =>
  new Set((await rebuildAccount(storage, userId)).getMap('hidden').keys());

/** Members, except those to whose group a person they block has added them. */
const toldOf = async (
  storage: Storage,
  id: ConversationId,
  members: readonly { readonly userId: UserId; readonly asked?: true }[],
): Promise<ReadonlySet<UserId>> => {
  const told = new Set<UserId>();
  for (const { userId, asked } of members)
    if (!asked || (await storage.facts.feed(userId, 0, 1_000)).conversations.some((row) => row.id === id))
      told.add(userId);
  return told;
};

interface ReplicaDeps {
  readonly storage: Storage;
  readonly devices: readonly SimulatedDevice[];
  readonly now: number;
  /** Documents of conversations were not compared when the earliest seeds were run. */
  readonly withConversations: boolean;
}

/** Members' timelines are equal, and equal to storage; so are their documents, to the byte. */
export const checkReplicas = async (
  chapters: StoredChapters,
  { storage, devices, now, withConversations }: ReplicaDeps,
): Promise<void> => {
  for (const [id, docs] of chapters) {
    const members = new Map((await storage.facts.members(id)).map((member) => [member.userId, member]));
    // A stranger's conversation without messages, or without any left, is shown to nobody.
    const isSilent = kindOf(id) === 'direct' && docs.every((doc) => doc.getMap('messages').size === 0);
    const isTold = await toldOf(storage, id, [...members.values()]);
    const inside = devices.filter(
      ({ userId, conversations }) => isTold.has(userId) && !(isSilent && conversations.every((row) => row.id !== id)),
    );
    const fromOf = ({ userId }: SimulatedDevice): number => members.get(userId)?.from ?? 0;
    const expected = docs.flatMap((doc, chapter) =>
      [...doc.getMap('stamps').keys()]
        .filter((key) => doc.getMap('messages')._map.has(key) && !hasVanished(doc, key, now))
        .map((key) => ({ key, chapter, stamp: doc.getMap('stamps').get(key) as readonly number[] })),
    );
    expected.sort((a, b) => (a.stamp[0] ?? 0) - (b.stamp[0] ?? 0));
    const hiddenHere = new Set<string>();
    for (const device of inside) {
      const from = fromOf(device);
      const shown = device
        .messages(id)
        .filter(({ seq, chapter, lost }) => seq > 0 && chapter >= from && !lost)
        .map(({ messageId }) => messageId as string);
      for (const { messageId, chapter, lost, own } of device.messages(id)) {
        const isStored = ['messages', 'deletions'].some((root) => docs[chapter]?.getMap(root)._map.has(messageId));
        // Of a chapter that is closed to it, a device cannot learn that others have sent the message again.
        if (lost && (own || (isStored && chapter >= from)))
          throw new Error(`${device.name} shows ${messageId} as lost, which it is not`);
      }
      const hidden = await hiddenFrom(storage, device.userId);
      for (const key of hidden) if (key.startsWith(`${id}/`)) hiddenHere.add(key.slice(id.length + 1));
      const wanted = expected
        .filter(({ chapter }) => chapter >= from)
        .map(({ key }) => key)
        .filter((key) => !hidden.has(`${id}/${key}`));
      if (shown.join() !== wanted.join())
        throw new Error(
          `${device.name} shows other messages in ${id} than storage holds:\n${difference(shown, wanted)}`,
        );
      checkBytes(device, id, docs, from);
      if (withConversations)
        checkSame(device, conversationDocument(id), await rebuildStored(storage, conversationDocument(id)));
    }
    // A member who sees only later messages sees less of the messages that these refer to.
    checkEntries(
      inside.filter((device) => fromOf(device) === 0),
      id,
      now,
      hiddenHere,
    );
  }
};
