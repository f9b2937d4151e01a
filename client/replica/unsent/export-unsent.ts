import { blobsIn, readBody } from '../../../shared/envelope/body.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import { parseEditId, parseMessageId } from '../../../shared/ids/ulid.ts';
import type { Commands } from '../../channel/commands.ts';
import type { FileStore } from '../../files/file-store.ts';
import { collectUnsent, type UnsentDeps } from './collect-unsent.ts';
import { toBase64, type UnsentFile, type UnsentHead, writeUnsentFile } from './unsent-file.ts';

export interface ExportUnsentDeps extends UnsentDeps {
  readonly userId: string;
  readonly openStore: () => Promise<FileStore>;
}

/**
 * The bytes of files, as far as this device has them.
 * @returns `lacking`: those that neither it nor the server has whole
 */
const bytesOf = async (
  { openStore }: ExportUnsentDeps,
  blobs: ReadonlySet<string>,
): Promise<{ readonly files: UnsentFile['files']; readonly lacking: ReadonlySet<string> }> => {
  const files: UnsentFile['files'][number][] = [];
  if (blobs.size === 0) return { files, lacking: new Set() };
  const store = await openStore().catch(() => undefined);
  if (store === undefined) return { files, lacking: blobs };
  const lacking = new Set<string>();
  for (const blob of blobs) {
    const file = await store.get(blob);
    // Of a forwarded file this device needs no copy.
    if (file === undefined) continue;
    const sealed = await store.sealed(file);
    if (sealed !== undefined) files.push({ file, sealed });
    else if (!file.safe) lacking.add(blob);
  }
  return { files, lacking };
};

/** One file with every message and edit that the server does not have, under their own ids. */
export const exportUnsent = async (deps: ExportUnsentDeps): Promise<Commands['exportUnsent']['out']> => {
  const messages: UnsentHead['messages'] = [];
  const edits: UnsentHead['edits'] = [];
  const named: (readonly string[])[] = [];
  const unsent = await collectUnsent(deps);
  for (const { conversationId, key, chapter, at, body } of unsent) {
    const [message = '', edit] = key.split('/');
    const [messageId, editId] = [parseMessageId(message), parseEditId(edit ?? '')];
    if (messageId === undefined || body === undefined) continue;
    const entry = { conversationId, messageId, at, body: toBase64(body) };
    if (edit === undefined) messages.push(entry);
    else if (editId !== undefined && chapter !== undefined) edits.push({ ...entry, editId, chapter });
    named.push(blobsIn(readBody(body)));
  }
  const { files, lacking } = await bytesOf(deps, new Set(named.flat()));
  const conversations = [...deps.localState.tables.local].flatMap(([key, { state, kind, name, people }]) => {
    const id = parseConversationId(key);
    return id === undefined || state !== 'waiting' ? [] : [{ id, kind, name, people }];
  });
  const head = { account: deps.userId, conversations, messages, edits, files: [] };
  const count = messages.length + edits.length;
  const withoutFiles = named.filter((blobs) => blobs.some((blob) => lacking.has(blob))).length;
  return { file: writeUnsentFile({ head, files }), count, left: unsent.length - count + withoutFiles };
};
