import type * as Y from 'yjs';
import { itemAt } from '../document/chapter.ts';
import { type MessageId, timeOfUlid } from '../ids/ulid.ts';
import { isModerator, mayWrite } from '../permissions/table.ts';
import type { Proposal } from './proposal.ts';
import type { Entry } from './read-entry.ts';
import { Refused } from './refused.ts';

/** Whether a key was written that many times, dead writes included. */
const isWritten = (doc: Y.Doc, root: string, key: string, times: number): boolean => {
  let count = 0;
  for (let item: Y.Item | null = itemAt(doc, root, key) ?? null; item !== null && count < times; item = item.left)
    count += item.length;
  return count >= times;
};

/** How many entries of a root live once the update is applied. */
const countLiving = ({ doc, written, work }: Proposal, root: string): number => {
  const map = doc.getMap(root);
  let count = 0;
  for (const item of map._map.values()) if (!item.deleted) count++;
  for (const one of written.values())
    if (one.root === root && one.content.kind !== 'deleted' && !map.has(one.key ?? '')) count++;
  work.add(map._map.size + written.size);
  return count;
};

const checkWrite = (proposal: Proposal, entry: Entry): void => {
  const { context, doc, work } = proposal;
  work.add();
  const { permission, parsed, root, key } = entry;
  // Dead entries take the same right as living ones: they use ids and make a chapter full all the same.
  if (!mayWrite(permission, context.membership, key ?? '')) throw new Refused('not-allowed');
  if (!permission.overwrite && key !== undefined && itemAt(doc, root, key) !== undefined) {
    // A second deletion is as good as the first: nothing is lost by taking it.
    if (root !== 'deletions' || isWritten(doc, root, key, context.limits.messageDeletions))
      throw new Refused('already-written');
  }
  if (parsed.account !== undefined && parsed.account !== context.number) throw new Refused('not-yours');
  if (parsed.device !== undefined && entry.envelope !== undefined && parsed.device !== entry.envelope.device)
    throw new Refused('bad-key');
  const { messageId } = parsed;
  if (messageId === undefined) return;
  if (root === 'messages') {
    if (entry.content.kind !== 'deleted' && itemAt(doc, 'deletions', messageId) !== undefined)
      throw new Refused('deleted');
    return;
  }
  if (root === 'deletions') {
    checkDeletion(proposal, entry, messageId);
    return;
  }
  const author = proposal.authorOf(messageId);
  if (permission.who === 'author' && author !== undefined && author !== context.number) throw new Refused('not-yours');
  // The server sweeps whatever arrives for a deleted message.
  if (author === undefined && !proposal.isDeleted(messageId)) throw new Refused('unknown-message');
};

const checkDeletion = (proposal: Proposal, { envelope }: Entry, messageId: MessageId): void => {
  const { context, written } = proposal;
  if (envelope?.author === undefined) throw new Refused('bad-value');
  const author = proposal.authorOf(messageId);
  const moderator = isModerator(context.membership.role);
  // What was written and deleted before it was ever sent has no envelope left; only its author can have done that.
  if (author === undefined && !moderator) {
    const own = written.get(`messages/${messageId}`)?.content.kind === 'deleted' || proposal.isDeadOwn(messageId);
    if (!own) throw new Refused('unknown-message');
  }
  const claimed = author ?? (moderator ? envelope.author : context.number);
  if (envelope.author !== claimed) throw new Refused('bad-value');
  if (claimed !== context.number && !moderator) throw new Refused('not-yours');
};

/** Ids of messages and edits share one space: none is used twice, and none that bears a stamp is used again. */
export const checkIds = ({ context, doc, entries }: Proposal): void => {
  const used = new Set<string>();
  for (const { root, parsed } of entries) {
    const id = root === 'messages' ? parsed.messageId : root === 'edits' ? parsed.editId : undefined;
    if (id === undefined) continue;
    if (timeOfUlid(id) > context.limits.latestTime) throw new Refused('bad-key');
    const isOther = root === 'edits' && itemAt(doc, 'messages', id) !== undefined;
    if (used.has(id) || isOther || itemAt(doc, 'stamps', id) !== undefined) throw new Refused('already-written');
    used.add(id);
  }
};

/** Every write by the permission table. */
export const checkWrites = (proposal: Proposal): void => {
  /** Roots whose entries were counted. */
  const counted = new Set<string>();
  for (const entry of proposal.entries) {
    checkWrite(proposal, entry);
    const { permission, root, content } = entry;
    if (permission.most === undefined || content.kind === 'deleted' || counted.has(root)) continue;
    counted.add(root);
    if (countLiving(proposal, root) > permission.most) throw new Refused('too-large');
  }
};
