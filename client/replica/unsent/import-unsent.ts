import { itemAt } from '../../../shared/document/chapter.ts';
import { chapterDocument } from '../../../shared/document/name.ts';
import { blobsIn, isMessageBody, readBody } from '../../../shared/envelope/body.ts';
import { sealedSize } from '../../../shared/files/sealed-file.ts';
import { fail, type Result, succeed } from '../../../shared/result.ts';
import type { CommandError, Commands } from '../../channel/commands.ts';
import { type FileStore, PART_BYTES, partsIn } from '../../files/file-store.ts';
import { type ConversationDeps, createGroup, startDirect } from '../commands/conversation-commands.ts';
import { editMessage, publishMessage } from '../commands/message-commands.ts';
import { whereWritten } from '../commands/writing.ts';
import { type PendingMessages, pendingKey } from '../pending/pending-messages.ts';
import { fromBase64, readUnsentFile, type UnsentFile } from './unsent-file.ts';

export interface ImportUnsentDeps extends ConversationDeps {
  readonly pending: PendingMessages;
  readonly openStore: () => Promise<FileStore>;
}
type Imported = Commands['importUnsent']['out'];

/** False: this device has no room for it. */
const keepFiles = async (deps: ImportUnsentDeps, files: UnsentFile['files']): Promise<boolean> => {
  if (files.length === 0) return true;
  const store = await deps.openStore();
  const part = sealedSize(PART_BYTES);
  for (const { file, sealed } of files) {
    if ((await store.get(file.blob)) !== undefined) continue;
    for (let at = 0; at < partsIn(file.size); at++)
      if (!(await store.putPart(file.blob, at, sealed.slice(at * part, (at + 1) * part)))) return false;
    if (!(await store.put([{ ...file, whole: true, safe: false, usedAt: deps.clock.now() }]))) return false;
  }
  return true;
};

/**
 * Takes in what another device of the account has not sent. Every message keeps its id, which a conversation takes once:
 * it arrives once, whichever device sends it first, and however often the file is taken in.
 */
export const importUnsent = async (deps: ImportUnsentDeps, given: Blob): Promise<Result<Imported, CommandError>> => {
  const read = await readUnsentFile(given);
  if (read === undefined) return fail('unknown');
  const { head, files } = read;
  if (head.account !== deps.userId) return fail('not-allowed');
  if (!(await keepFiles(deps, files))) return fail('failed');
  for (const { id, kind, name = '', people } of head.conversations) {
    if (deps.directory.get(id) !== undefined) continue;
    const [other = deps.directory.person(deps.me)] = people;
    if (kind === 'direct') await startDirect(deps, other);
    else await createGroup(deps, { conversationId: id, name, members: people });
  }
  let [added, known, left] = [0, 0, 0];
  for (const { conversationId, messageId, at, body: text } of head.messages) {
    const body = readBody(fromBase64(text));
    const key = pendingKey(conversationId, messageId);
    const isThere =
      deps.localState.tables.pending.has(key) || (await whereWritten(deps, conversationId, messageId)) !== undefined;
    if (isThere) known++;
    else if (!isMessageBody(body) || deps.directory.get(conversationId) === undefined) left++;
    else if (blobsIn(body).length > 0)
      if (await deps.localState.commit(deps.pending.wait(conversationId, messageId, body))) added++;
      else left++;
    else {
      // Written when it was written, not when it was taken in.
      const then = { ...deps, clock: { ...deps.clock, now: () => at } };
      const written = await publishMessage(then, conversationId, messageId, body, () => true).catch(() => undefined);
      if (written?.ok === true && (await written.value.saved)) added++;
      else left++;
    }
  }
  for (const { conversationId, messageId, chapter, editId, at, body: text } of head.edits) {
    const body = readBody(fromBase64(text));
    const live = deps.pool.peek(chapterDocument(conversationId, chapter));
    const isThere = live !== undefined && itemAt(live.doc, 'edits', `${messageId}/${editId}`) !== undefined;
    if (isThere) known++;
    else if (body?.kind !== 'text') left++;
    else {
      const then = { ...deps, clock: { ...deps.clock, now: () => at } };
      const edit = { conversationId, chapter, messageId, editId, text: body.text };
      const { mentions, everyone } = body;
      const written = await editMessage(then, {
        ...edit,
        ...(mentions === undefined ? {} : { mentions: [...mentions] }),
        ...(everyone === true ? { everyone } : {}),
      }).catch(() => undefined);
      if (written?.ok === true) added++;
      else left++;
    }
  }
  return succeed({ added, known, left });
};
