import { chapterDocument } from '../../../shared/document/name.ts';
import { blobsIn, isMessageBody, readBody } from '../../../shared/envelope/body.ts';
import { sealedSize } from '../../../shared/files/sealed-file.ts';
import { fail, type Result, succeed } from '../../../shared/result.ts';
import type { CommandError, Commands } from '../../channel/commands.ts';
import { type FileStore, PART_BYTES, partsIn } from '../../files/file-store.ts';
import { type ConversationDeps, createGroup, startDirect } from '../commands/conversation-commands.ts';
import { editMessage, publishMessage } from '../commands/message-commands.ts';
import { whereWritten } from '../commands/writing.ts';
import { type BringDeps, bringChapter } from '../documents/bring-chapter.ts';
import { type PendingMessages, pendingKey } from '../pending/pending-messages.ts';
import { fromBase64, readUnsentFile, type UnsentFile, type UnsentHead } from './unsent-file.ts';

export interface ImportUnsentDeps extends ConversationDeps, Pick<BringDeps, 'connectivity' | 'fetching'> {
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
    const known = await store.get(file.blob);
    if (known?.whole === true) continue;
    for (let at = 0; at < partsIn(file.size); at++)
      if (!(await store.putPart(file.blob, at, sealed.slice(at * part, (at + 1) * part)))) return false;
    if (!(await store.put([{ ...file, whole: true, safe: known?.safe ?? false, usedAt: deps.clock.now() }])))
      return false;
  }
  return true;
};

const takeMessage = async (
  deps: ImportUnsentDeps,
  { conversationId: id, messageId, at, body: text }: UnsentHead['messages'][number],
): Promise<keyof Imported> => {
  const body = readBody(fromBase64(text));
  const isPending = deps.localState.tables.pending.has(pendingKey(id, messageId));
  if (isPending || (await whereWritten(deps, id, messageId)) !== undefined) return 'known';
  if (!isMessageBody(body) || deps.directory.get(id) === undefined) return 'left';
  const message = { id, messageId, body, at };
  if (blobsIn(body).length > 0) return (await deps.localState.commit(deps.pending.wait(message))) ? 'added' : 'left';
  const written = await publishMessage(deps, message, () => true).catch(() => undefined);
  return written?.ok === true && (await written.value.saved) ? 'added' : 'left';
};

const takeEdit = async (
  deps: ImportUnsentDeps,
  { conversationId, messageId, chapter: before, editId, at, body: text }: UnsentHead['edits'][number],
): Promise<keyof Imported> => {
  const body = readBody(fromBase64(text));
  const findEdit = () => whereWritten(deps, conversationId, `${messageId}/${editId}`, 'edits');
  if ((await findEdit()) !== undefined) return 'known';
  if (body?.kind !== 'text') return 'left';
  const findMessage = () => whereWritten(deps, conversationId, messageId);
  // It may have come into another chapter here, or stand in one that this device does not have.
  let found = await findMessage();
  if (found === undefined) {
    await bringChapter(deps, conversationId, chapterDocument(conversationId, before));
    found = await findMessage();
  }
  if (found === undefined) return 'left';
  const { mentions, everyone } = body;
  const edit = {
    ...{ conversationId, chapter: found.chapter, messageId, editId, text: body.text },
    ...(mentions === undefined ? {} : { mentions: [...mentions] }),
    ...(everyone === true ? { everyone } : {}),
  };
  const written = await editMessage(deps, edit, at).catch(() => undefined);
  return written?.ok === true && (await (await findEdit())?.saved) === true ? 'added' : 'left';
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
  const counts: Imported = { added: 0, known: 0, left: 0 };
  for (const message of head.messages) counts[await takeMessage(deps, message)]++;
  for (const edit of head.edits) counts[await takeEdit(deps, edit)]++;
  return succeed(counts);
};
