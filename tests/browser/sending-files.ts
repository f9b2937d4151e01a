import { randomBytes } from 'node:crypto';
import { makeBlobId } from '../../shared/ids/blob.ts';
import { type ConversationId, parseConversationId } from '../../shared/ids/conversation.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import type { Person } from './person.ts';

/** Plain bytes of a part in the file store, and what sealing adds to each chunk of 64 KiB. */
const PART = 8 * 1024 * 1024;
const CHUNK = 64 * 1024;
const TAG = 16;

const conversationOf = (person: Person): ConversationId => {
  const id = parseConversationId(new URL(person.page.url()).pathname.split('/')[2] ?? '');
  if (id === undefined) throw new Error('No conversation is open.');
  return id;
};

/**
 * Sends a file as a tab does: its sealed bytes are in the device's file store, then the replica is told. The bytes are
 * noise, which nobody but the reader of a file can tell from a sealed one.
 */
export const sendFile = async (person: Person, size: number): Promise<{ blob: string; messageId: string }> => {
  const conversationId = conversationOf(person);
  const blob = makeBlobId(randomBytes(16));
  const messageId = makeMessageId(Date.now(), Math.random);
  const key = 'A'.repeat(43);
  const file = { blob, key, size, name: 'noise.bin', type: 'application/octet-stream' };
  const answer = await person.page.evaluate(
    async ({ file, size, messageId, conversationId, PART, CHUNK, TAG }) => {
      const name = (await indexedDB.databases())
        .flatMap(({ name }) => name ?? [])
        .find((one) => one.endsWith('/records'));
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open((name ?? '').replace(/\/records$/, '/files'));
        request.onupgradeneeded = () => {
          for (const store of ['files', 'parts', 'drafts']) request.result.createObjectStore(store);
        };
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      db.onversionchange = () => db.close();
      const write = (store: string, value: unknown, at: IDBValidKey) =>
        new Promise<void>((resolve, reject) => {
          const transaction = db.transaction(store, 'readwrite');
          transaction.objectStore(store).put(value, at);
          transaction.oncomplete = () => resolve();
          transaction.onabort = () => reject(transaction.error);
        });
      for (let part = 0; part < Math.max(1, Math.ceil(size / PART)); part++) {
        const plain = Math.min(PART, size - part * PART);
        const bytes = new Uint8Array(plain + Math.max(1, Math.ceil(plain / CHUNK)) * TAG);
        for (let i = 0; i < bytes.length; i += 65_536) crypto.getRandomValues(bytes.subarray(i, i + 65_536));
        await write('parts', new Blob([bytes]), [file.blob, part]);
      }
      await write('files', { ...file, usedAt: Date.now(), whole: true, safe: false }, file.blob);
      db.close();
      const channel = new BroadcastChannel('skerry-replica');
      const tab = `sender-${messageId}`;
      return new Promise((resolve) => {
        channel.onmessage = ({ data }) => {
          if (data.type === 'answer' && data.tab === tab) resolve(data.result);
        };
        channel.postMessage({ type: 'hello', tab });
        const input = { conversationId, messageId, body: { kind: 'files', files: [file] } };
        channel.postMessage({ type: 'command', tab, id: 1, name: 'send', input });
      });
    },
    { file, size, messageId, conversationId, PART, CHUNK, TAG },
  );
  if ((answer as { ok: boolean }).ok !== true) throw new Error(`not sent: ${JSON.stringify(answer)}`);
  return { blob, messageId };
};
