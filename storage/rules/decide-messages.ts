import { EVERYBODY } from '../../shared/envelope/envelope.ts';
import type { AccountNumber } from '../../shared/ids/account.ts';
import type { BlobId } from '../../shared/ids/blob.ts';
import type { EditId, MessageId } from '../../shared/ids/ulid.ts';
import type { ChapterEffects, CommitResult, NewMessage, Stamping } from '../ports/journal.ts';
import { mayHold } from './chapter-ranges.ts';
import type { CommitDraft } from './commit-draft.ts';
import {
  blobKey,
  type ChapterRow,
  type ConversationRow,
  type MessageRow,
  messageKey,
  pairKey,
} from './commit-facts.ts';
import { mayHaveBlob } from './decide-blob.ts';

/** Stored as the seq of an edit's id. */
const EDIT = 0;

/** A chapter that effects are written to. */
interface Target {
  readonly conversation: ConversationRow;
  readonly chapter: number;
  /** As it was before the effects. */
  readonly before: ChapterRow | undefined;
  readonly authors: ChapterEffects['authors'];
}

/** The ids of the effects that their own writer has used for the same messages and edits before. */
const writtenBefore = (
  draft: CommitDraft,
  { id: conversation }: ConversationRow,
  { messages, edits, dead = [] }: ChapterEffects,
  writer: number | undefined,
): (MessageId | EditId)[] => {
  const rowOf = (id: MessageId | EditId): MessageRow | undefined => draft.messages.get(messageKey(conversation, id));
  const ownMessage = (id: MessageId): MessageRow | undefined => {
    const row = rowOf(id);
    return row !== undefined && row.seq !== EDIT && row.author === writer ? row : undefined;
  };
  const ids = [...messages.map(({ id }) => id), ...dead].filter((id) => ownMessage(id) !== undefined);
  // The row of an edit does not name its author: it stands beside the message, which only that person edits.
  const ownEdits = edits.filter(({ id, messageId }) => {
    const [edit, message] = [rowOf(id), ownMessage(messageId)];
    return edit?.seq === EDIT && message !== undefined && edit.chapter === message.chapter;
  });
  return [...ids, ...ownEdits.map(({ id }) => id)];
};

/** Whether the conversation or the effects already have an id of the effects, of a message or an edit. */
export const takenIn = (
  draft: CommitDraft,
  conversation: ConversationRow,
  effects: ChapterEffects,
  writer: number | undefined,
): Extract<CommitResult, { readonly kind: 'taken' }> | undefined => {
  const given = new Set<MessageId | EditId>();
  const { messages, edits, dead = [] } = effects;
  const ids = [...messages.map(({ id }) => id), ...edits.map(({ id }) => id), ...dead];
  const messageId = ids.find(
    (id) => given.size === given.add(id).size || draft.messages.has(messageKey(conversation.id, id)),
  );
  if (messageId === undefined) return undefined;
  const written = writtenBefore(draft, conversation, effects, writer);
  return { kind: 'taken', messageId, ...(written.length === 0 ? {} : { written }) };
};

/** The first blob of the effects that is not complete, or not one that the message's author may refer to. */
export const unknownBlob = (draft: CommitDraft, { messages }: ChapterEffects): BlobId | undefined => {
  for (const { author, blobs = [] } of messages) {
    const unknown = blobs.find((id) => !mayHaveBlob(draft.blobs.get(blobKey(id, author))));
    if (unknown !== undefined) return unknown;
  }
  return undefined;
};

const mentionedBy = (
  draft: CommitDraft,
  row: ConversationRow,
  { author, mentions = [] }: Pick<NewMessage, 'author' | 'mentions'>,
): number[] => [
  ...new Set(
    mentions.filter(
      (account) => account === EVERYBODY || (account !== author && draft.memberOf(row, account) !== undefined),
    ),
  ),
];

const setMentions = (draft: CommitDraft, conversation: number, seq: number, accounts: readonly number[]): void => {
  const key = pairKey(conversation, seq);
  const replaces = !draft.written.stamps.has(key);
  if (replaces || accounts.length > 0 || draft.written.mentions.has(key))
    draft.written.mentions.set(key, { conversation, seq, accounts, replaces });
};

const addMessages = (draft: CommitDraft, target: Target, effects: ChapterEffects, stamping: Stamping): void => {
  const { conversation: row, chapter } = target;
  const conversation = row.id;
  for (const [i, message] of effects.messages.entries()) {
    const { id, author, quiet: isQuiet = false } = message;
    const seq = stamping.firstSeq + i;
    const key = messageKey(conversation, id);
    draft.messages.set(key, { seq, chapter, author, isDeleted: false });
    draft.written.messages.push({ conversation, id, seq, chapter });
    draft.written.stamps.set(pairKey(conversation, seq), { conversation, seq, author, isDeleted: false, isQuiet });
    if ((message.mentions?.length ?? 0) > 0) setMentions(draft, conversation, seq, mentionedBy(draft, row, message));
    for (const blobId of message.blobs ?? []) {
      const blob = draft.blobs.get(blobKey(blobId, author))?.number;
      if (blob !== undefined) draft.written.references.push({ conversation, message: id, chapter, blob });
    }
    if (stamping.disappear > 0)
      draft.addDue(key, { conversation, id, chapter, at: stamping.at + stamping.disappear * 1000 });
  }
};

/** The message with everything a claim says of it; undefined when the claim differs from the facts. */
const claimed = (draft: CommitDraft, target: Target, messageId: MessageId): MessageRow | undefined => {
  const row = draft.messages.get(messageKey(target.conversation.id, messageId));
  if (row === undefined || row.seq === EDIT) return undefined;
  if ((target.authors?.get(messageId) ?? row.author) !== row.author) return undefined;
  const isHere = row.chapter === null ? mayHold(target.before?.ranges, row.seq) : row.chapter === target.chapter;
  return isHere ? row : undefined;
};

/** Records the id of an edit, and the mentions that the edit gives its message. */
const addEdit = (draft: CommitDraft, target: Target, edit: ChapterEffects['edits'][number]): void => {
  const { conversation: row, chapter } = target;
  const taken = { seq: EDIT, chapter, author: EVERYBODY, isDeleted: false };
  draft.messages.set(messageKey(row.id, edit.id), taken);
  draft.written.messages.push({ conversation: row.id, id: edit.id, seq: EDIT, chapter });
  if (edit.mentions === undefined) return;
  const message = claimed(draft, target, edit.messageId);
  if (message === undefined || message.isDeleted) return;
  const { author, seq } = message;
  setMentions(
    draft,
    row.id,
    seq,
    mentionedBy(draft, row, { author: author as AccountNumber, mentions: edit.mentions }),
  );
};

/** A deleted message no longer counts, mentions nobody and releases its blobs. Its row stays until it is due, if ever. */
const endMessage = (draft: CommitDraft, { conversation }: Target, id: MessageId, message: MessageRow): void => {
  const key = pairKey(conversation.id, message.seq);
  draft.messages.set(messageKey(conversation.id, id), { ...message, isDeleted: true });
  draft.written.released.set(messageKey(conversation.id, id), { conversation: conversation.id, message: id });
  const stamp = draft.written.stamps.get(key);
  if (stamp === undefined) draft.written.deleted.set(key, { conversation: conversation.id, seq: message.seq });
  else draft.written.stamps.set(key, { ...stamp, isDeleted: true });
  setMentions(draft, conversation.id, message.seq, []);
};

/** Records what an update does to the messages of a chapter. */
export const applyMessageEffects = (
  draft: CommitDraft,
  target: Target,
  effects: ChapterEffects,
  stamping: Stamping,
): void => {
  addMessages(draft, target, effects, stamping);
  for (const edit of effects.edits) addEdit(draft, target, edit);
  for (const id of effects.deletions) {
    const message = claimed(draft, target, id);
    if (message !== undefined) endMessage(draft, target, id, message);
  }
  for (const id of effects.vanished ?? []) {
    const message = claimed(draft, target, id);
    if (message === undefined) continue;
    draft.dropDue(messageKey(target.conversation.id, id), target.conversation.id, id);
    endMessage(draft, target, id, message);
  }
};
