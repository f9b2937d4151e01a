import { blobsIn, readBody } from '../../../shared/envelope/body.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import { parseEditId, parseMessageId } from '../../../shared/ids/ulid.ts';
import type { FileStore } from '../../files/file-store.ts';
import { collectUnsent, type UnsentDeps } from './collect-unsent.ts';
import { toBase64, type UnsentFile, type UnsentHead, writeUnsentFile } from './unsent-file.ts';

export interface ExportUnsentDeps extends UnsentDeps {
  readonly userId: string;
  readonly openStore: () => Promise<FileStore>;
}

/** One file with every message and edit that the server does not have, under their own ids. */
export const exportUnsent = async (
  deps: ExportUnsentDeps,
): Promise<{ readonly file: Blob; readonly count: number }> => {
  const messages: UnsentHead['messages'] = [];
  const edits: UnsentHead['edits'] = [];
  const blobs = new Set<string>();
  for (const { conversationId, key, chapter, at, body } of await collectUnsent(deps)) {
    const [message = '', edit] = key.split('/');
    const [messageId, editId] = [parseMessageId(message), parseEditId(edit ?? '')];
    if (messageId === undefined || body === undefined) continue;
    const entry = { conversationId, messageId, at, body: toBase64(body) };
    if (edit === undefined) messages.push(entry);
    else if (editId !== undefined && chapter !== undefined) edits.push({ ...entry, editId, chapter });
    for (const blob of blobsIn(readBody(body))) blobs.add(blob);
  }
  const files: UnsentFile['files'][number][] = [];
  const store = blobs.size === 0 ? undefined : await deps.openStore().catch(() => undefined);
  for (const blob of blobs) {
    const file = await store?.get(blob);
    const sealed = file === undefined ? undefined : await store?.sealed(file);
    if (file !== undefined && sealed !== undefined) files.push({ file, sealed });
  }
  const conversations = [...deps.localState.tables.local].flatMap(([key, { state, kind, name, people }]) => {
    const id = parseConversationId(key);
    return id === undefined || state !== 'waiting' ? [] : [{ id, kind, name, people }];
  });
  const head = { account: deps.userId, conversations, messages, edits, files: [] };
  return { file: writeUnsentFile({ head, files }), count: messages.length + edits.length };
};
