import { itemAt } from '../../../shared/document/chapter.ts';
import { chapterDocument } from '../../../shared/document/name.ts';
import type { Commands } from '../../channel/commands.ts';
import type { AccountReplica } from '../account-replica.ts';
import type { Done } from '../commands/writing.ts';
import { joinDrafts } from '../documents/join-drafts.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';

type Input = Commands['adoptDraft']['in'];

/** In how many of the newest chapters a message just sent may stand. */
const CHAPTERS = 2;

/** A connection that comes up takes no longer; without one there is nothing to wait for. ms */
const IN_STEP_WITHIN = 5_000;
const LOOK_EVERY = 50;

/**
 * Waits until a document is in step with the server, while there is a connection: the page's last words may have gone
 * there and not to this disk.
 */
const comesInStep = async (
  { connection, commands: { clock, directory } }: AccountReplica,
  live: ReplicaDocument,
): Promise<void> => {
  for (let waited = 0; waited < IN_STEP_WITHIN; waited += LOOK_EVERY) {
    const { state } = connection();
    if (state !== 'online' && state !== 'connecting') return;
    if (live.attachment?.settled() === true) return;
    if (state === 'online' && live.clean && directory.versionOf(live.name) <= live.record.synced) return;
    await new Promise<void>((resolve) => clock.setTimer(LOOK_EVERY, resolve));
  }
};

/** The message was sent after all, or is listed under Not sent. */
const isWritten = async (signedIn: AccountReplica, { conversationId, messageId }: Input): Promise<boolean> => {
  const { commands, localState } = signedIn;
  if (messageId === undefined) return false;
  if (localState.tables.notSent.has(messageId)) return true;
  for (const chapter of commands.directory.chapters(conversationId).slice(-CHAPTERS)) {
    const live = await commands.pool().use(chapterDocument(conversationId, chapter));
    await comesInStep(signedIn, live);
    const isThere = itemAt(live.doc, 'messages', messageId) !== undefined;
    commands.pool().release(live);
    if (isThere) return true;
  }
  return false;
};

const isEdited = async (signedIn: AccountReplica, { conversationId, target, text }: Input): Promise<boolean> => {
  if (target?.kind !== 'edit') return false;
  const { commands } = signedIn;
  if (!commands.directory.hasChapter(conversationId, target.chapter)) return false;
  const live = await commands.pool().use(chapterDocument(conversationId, target.chapter));
  await comesInStep(signedIn, live);
  const body = live.index?.get(target.messageId)?.body;
  commands.pool().release(live);
  return body?.kind === 'text' && body.text === text.trim();
};

/**
 * Takes over what a page left behind that went away before the replica had it. A draft that was sent or emptied
 * meanwhile stays so; one that changed meanwhile keeps both texts. Done when it is on the disk.
 */
export const adoptDraft = async (signedIn: AccountReplica, input: Input): Promise<Done> => {
  const { account, commands } = signedIn;
  const { conversationId, text, target, base, thread } = input;
  const live = await account.open();
  if (live === undefined) return 'failed';
  await comesInStep(signedIn, live);
  // Facts that were lost from the disk come with the connection.
  if (commands.directory.get(conversationId) === undefined)
    return signedIn.connection().state === 'online' ? undefined : 'failed';
  if ((await isWritten(signedIn, input)) || (await isEdited(signedIn, input))) return undefined;
  const known = account.drafts.get(conversationId);
  const isSameEdit = target?.kind === 'edit' && known.target?.messageId === target.messageId;
  const current =
    thread !== undefined
      ? account.drafts.thread(conversationId, thread)
      : target?.kind !== 'edit'
        ? known.text
        : isSameEdit
          ? known.edit
          : '';
  if (current === '' && base !== '') return undefined;
  const next = current === base ? text : joinDrafts(current, text);
  if (thread !== undefined) await account.drafts.saveThread(conversationId, thread, next);
  else await account.drafts.save(conversationId, next, target ?? known.target);
  return (await account.settle()) ? undefined : 'failed';
};
