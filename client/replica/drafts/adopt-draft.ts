import { itemAt } from '../../../shared/document/chapter.ts';
import { chapterDocument } from '../../../shared/document/name.ts';
import { joinDrafts } from '../../../shared/drafts/merge-drafts.ts';
import { DONE, fail } from '../../../shared/result.ts';
import type { Commands } from '../../channel/commands.ts';
import type { CommandDeps } from '../commands/handler.ts';
import type { Outcome } from '../commands/writing.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import { pendingKey } from '../pending/pending-messages.ts';

type Input = Commands['adoptDraft']['in'];
type Deps = Pick<CommandDeps, 'account' | 'clock' | 'connectivity' | 'directory' | 'localState' | 'pool'>;

/** How many of the newest chapters are searched for a message that was just sent. */
const CHAPTERS = 2;

/** Connecting takes no longer than this; offline there is nothing to wait for. ms */
const IN_STEP_WITHIN = 5_000;
const LOOK_EVERY = 50;

/**
 * While there is a connection, waits until a document is in step with the server: the last words of a page may have reached
 * the server and not this disk.
 */
const comesInStep = async ({ connectivity, clock, directory }: Deps, live: ReplicaDocument): Promise<void> => {
  for (let waited = 0; waited < IN_STEP_WITHIN; waited += LOOK_EVERY) {
    const state = connectivity.state();
    if (state !== 'online' && state !== 'connecting') return;
    if (live.attachment?.settled() === true) return;
    if (state === 'online' && live.clean && directory.versionOf(live.name) <= live.record.synced) return;
    await new Promise<void>((resolve) => clock.setTimer(LOOK_EVERY, resolve));
  }
};

/** The message was sent after all, waits for its files or its chapter, or is listed under Not sent. */
const isWritten = async (deps: Deps, { conversationId, messageId }: Input): Promise<boolean> => {
  const { directory, localState, pool } = deps;
  if (messageId === undefined) return false;
  const { notSent, pending } = localState.tables;
  if (notSent.has(messageId) || pending.has(pendingKey(conversationId, messageId))) return true;
  for (const chapter of directory.chapters(conversationId).slice(-CHAPTERS)) {
    const live = await pool.use(chapterDocument(conversationId, chapter));
    await comesInStep(deps, live);
    const isThere = itemAt(live.doc, 'messages', messageId) !== undefined;
    pool.release(live);
    if (isThere) return true;
  }
  return false;
};

const isEdited = async (deps: Deps, { conversationId, target, text }: Input): Promise<boolean> => {
  if (target?.kind !== 'edit') return false;
  const { directory, pool } = deps;
  if (!directory.hasChapter(conversationId, target.chapter)) return false;
  const live = await pool.use(chapterDocument(conversationId, target.chapter));
  await comesInStep(deps, live);
  const body = live.index?.get(target.messageId)?.body;
  pool.release(live);
  return body?.kind === 'text' && body.text === text.trim();
};

/**
 * Takes over a draft from a page that closed before the replica had it. A draft that was sent or emptied meanwhile stays
 * so; one that changed meanwhile keeps both texts. Resolves when it is on the disk.
 */
export const adoptDraft = async (deps: Deps, input: Input): Promise<Outcome> => {
  const { account, directory } = deps;
  const { conversationId, text, target, base, thread } = input;
  const live = await account.open();
  if (live === undefined) return fail('failed');
  await comesInStep(deps, live);
  // Facts that the disk lost come with the connection.
  if (directory.get(conversationId) === undefined) return deps.connectivity.isOnline() ? DONE : fail('failed');
  if ((await isWritten(deps, input)) || (await isEdited(deps, input))) return DONE;
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
  if (current === '' && base !== '') return DONE;
  const next = current === base ? text : joinDrafts(current, text);
  if (thread !== undefined) await account.drafts.saveThread(conversationId, thread, next);
  else await account.drafts.save(conversationId, next, target ?? known.target);
  return (await account.settle()) ? DONE : fail('failed');
};
