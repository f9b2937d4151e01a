import { isModerator } from '../permissions/table.ts';
import { clientIdsOf, type Growth, isFull, measureChapter, writesOf } from './chapter-size.ts';
import { hangingCounts } from './hanging-counts.ts';
import { clockOf } from './live.ts';
import type { Proposal } from './proposal.ts';
import { Refused } from './refused.ts';

/** A stamp as the server stores it: id, seq and time under its own client id; rounded up. */
const STAMP_BYTES = 64;
/** The owner and admins go on when everybody else has used up their part of the conversation document. */
const MODERATORS_ROOM = 4;

/** What the update adds to a chapter. */
export const growthOf = ({ cut, entries }: Proposal): Growth => {
  const messages = entries.filter(({ root }) => root === 'messages').length;
  const stamped = entries.filter(({ root }) => root === 'messages' || root === 'edits').length;
  return {
    messages,
    clients: cut.sections.map(({ client }) => client),
    bytes: (cut.bytes?.byteLength ?? 0) + stamped * STAMP_BYTES,
  };
};

/** What hangs on one message, and what one account hangs on the messages of a chapter, is bounded. */
const checkHanging = ({ context, doc, entries }: Proposal): void => {
  const { limits, number } = context;
  const hung = entries.filter(({ root }) => root === 'edits' || root === 'reactions' || root === 'votes');
  if (hung.length === 0) return;
  const before = hangingCounts(doc);
  let bytes = before.bytesBy(number);
  const byMessage = new Map<string, { edits: number; editBytes: number; reactions: number }>();
  for (const { root, key, parsed, content } of hung) {
    const { messageId } = parsed;
    if (messageId === undefined) continue;
    const size = content.kind === 'bytes' ? content.value.byteLength : 0;
    bytes += size + (key?.length ?? 0);
    const added = byMessage.get(messageId) ?? { edits: 0, editBytes: 0, reactions: 0 };
    byMessage.set(messageId, added);
    if (root === 'edits') {
      added.edits++;
      added.editBytes += size;
    } else if (root === 'reactions') added.reactions++;
  }
  if (bytes > limits.hangingBytesOfOne) throw new Refused('too-large');
  for (const [messageId, { edits, editBytes, reactions }] of byMessage) {
    const there = before.editsOf(messageId);
    if (edits > 0 && there.count + edits > limits.messageEdits) throw new Refused('too-large');
    if (editBytes > 0 && there.bytes + editBytes > limits.messageEditBytes) throw new Refused('too-large');
    if (
      reactions > 0 &&
      (before.reactionsBy(messageId, number) + reactions > limits.messageReactionsOfOne ||
        before.reactionsOf(messageId) + reactions > limits.messageReactions)
    )
      throw new Refused('too-large');
  }
};

/** How much one account may write into a document, and how large a document becomes. */
export const checkGrowth = (proposal: Proposal, growth: Growth): void => {
  const { context, cut, doc, entries } = proposal;
  const { kind, limits, number, membership, newMessages } = context;
  if (kind === 'account' || cut.sections.length === 0) return;
  let writes = writesOf(doc, number);
  for (const { client, clock, end } of cut.sections) writes += end - Math.max(clock, clockOf(doc, client));
  if (kind === 'conversation') {
    const isLeading = isModerator(membership.role);
    if (writes > limits.conversationWritesOfOne * (isLeading ? MODERATORS_ROOM : 1)) throw new Refused('too-large');
    if (membership.kind === 'group' && !isLeading && context.bytes + growth.bytes > limits.conversationBytesOfMembers)
      throw new Refused('too-large');
    return;
  }
  if (writes > limits.chapterWritesOfOne) throw new Refused('too-large');
  if (growth.messages > 0 && newMessages !== 'open')
    throw new Refused(newMessages === 'full' ? 'chapter-full' : 'chapter-closed');
  const onlyDeletes = entries.every(({ root }) => root === 'deletions');
  const ids = clientIdsOf(doc, number, growth.clients);
  const idsBefore = clientIdsOf(doc, number);
  // A deletion of an old message may come from a device that never wrote in its chapter.
  if (ids > idsBefore && ids > limits.chapterClientIdsOfOne * (onlyDeletes ? 2 : 1))
    throw new Refused(idsBefore < limits.chapterClientIdsOfOne ? 'too-large' : 'chapter-full');
  if (onlyDeletes) return;
  const after = measureChapter(doc, context.bytes, growth);
  if (isFull(after, limits, limits.chapterMostTimes)) throw new Refused('chapter-full');
  checkHanging(proposal);
};
