import type * as Y from 'yjs';
import { itemAt } from '../../../shared/document/chapter.ts';
import { chapterDocument, type DocumentName } from '../../../shared/document/name.ts';
import { draftPlace } from '../../../shared/drafts/draft-key.ts';
import { joinDrafts } from '../../../shared/drafts/merge-drafts.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { MessageRef } from '../../channel/commands.ts';
import type { Draft, DraftTarget } from '../../channel/conversation-view.ts';
import { TARGET_PREFIX } from '../account/account-state.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { Drafts } from './drafts.ts';

/** A new message and a started edit are separate drafts, so an edit never costs the message that was being written. */
const newPlace = (conversationId: ConversationId): string => draftPlace({ kind: 'new', conversationId });
const editPlace = (conversationId: ConversationId, messageId: MessageId): string =>
  draftPlace({ kind: 'edit', conversationId, messageId });
const threadPlace = (conversationId: ConversationId, thread: MessageRef): string =>
  draftPlace({ kind: 'thread', conversationId, ...thread });

export interface ConversationDrafts {
  readonly get: (id: ConversationId) => Draft;
  /** With a target of kind `edit` the text is the edit's; any other target leaves a started edit alone. */
  readonly save: (id: ConversationId, text: string, target: DraftTarget | undefined) => Promise<void>;
  /** Puts a text behind that of the new message; reply and edit stay. False: it could not be written. */
  readonly append: (id: ConversationId, text: string) => boolean;
  /** @param reply the message it replies to */
  readonly sent: (id: ConversationId, text: string, reply: string | undefined) => void;
  readonly edited: (id: ConversationId, messageId: MessageId, text: string) => void;
  readonly thread: (id: ConversationId, thread: MessageRef) => string;
  readonly saveThread: (id: ConversationId, thread: MessageRef, text: string) => Promise<void>;
  readonly sentInThread: (id: ConversationId, thread: MessageRef, text: string) => void;
}

export const createConversationDrafts = (deps: {
  readonly texts: Drafts;
  readonly target: (id: ConversationId) => DraftTarget | undefined;
  readonly live: () => Promise<ReplicaDocument | undefined>;
  readonly peekAccount: () => ReplicaDocument | undefined;
  readonly peek: (name: DocumentName) => ReplicaDocument | undefined;
}): ConversationDrafts => {
  const { texts, target: targetOf } = deps;

  const isDeleted = (id: ConversationId, { chapter, messageId }: DraftTarget): boolean => {
    const live = deps.peek(chapterDocument(id, chapter));
    return live !== undefined && itemAt(live.doc, 'deletions', messageId) !== undefined;
  };

  const writeTarget = (id: ConversationId, target: DraftTarget | undefined): void => {
    const live = deps.peekAccount();
    const key = TARGET_PREFIX + id;
    const known = targetOf(id);
    if (live === undefined || (known === undefined && target === undefined)) return;
    if (target === undefined) {
      live.write((doc) => doc.getMap('preferences').delete(key));
      return;
    }
    const { kind, chapter, messageId } = target;
    const isSame = known?.kind === kind && known.chapter === chapter && known.messageId === messageId;
    // Each device that continues the draft writes it again: a device that clears the draft removes only what it saw.
    if (isSame && writerOf(live.doc, key) === live.doc.clientID) return;
    live.write((doc) => doc.getMap('preferences').set(key, [kind, chapter, messageId]));
  };

  return {
    get: (id) => {
      const target = targetOf(id);
      const text = texts.get(newPlace(id));
      const edit = target?.kind === 'edit' ? texts.get(editPlace(id, target.messageId)) : '';
      // Its message is deleted, but the draft must not be lost.
      if (target !== undefined && isDeleted(id, target))
        return { text: edit.trim() === '' ? text : joinDrafts(text, edit), target: undefined, edit: '' };
      return { text, target, edit };
    },
    save: async (id, text, target) => {
      const before = targetOf(id);
      if (before?.kind === 'edit' && (target?.kind !== 'edit' || target.messageId !== before.messageId))
        void texts.set(editPlace(id, before.messageId), '');
      const isOpen = deps.peekAccount() !== undefined;
      if (isOpen) writeTarget(id, target);
      // Held at once, also while the account document is being opened: what is sent meanwhile is taken out of it.
      const saved = texts.set(target?.kind === 'edit' ? editPlace(id, target.messageId) : newPlace(id), text);
      if (!isOpen) {
        await deps.live();
        writeTarget(id, target);
      }
      await saved;
    },
    append: (id, text) => texts.join(newPlace(id), text),
    sent: (id, text, reply) => {
      texts.clearSent(newPlace(id), text);
      const target = targetOf(id);
      if (target?.kind === 'reply' && target.messageId === reply) writeTarget(id, undefined);
    },
    edited: (id, messageId, text) => {
      const rest = texts.clearSent(editPlace(id, messageId), text);
      const target = targetOf(id);
      if (target?.kind === 'edit' && target.messageId === messageId && rest === '') writeTarget(id, undefined);
    },
    thread: (id, thread) => texts.get(threadPlace(id, thread)),
    saveThread: async (id, thread, text) => {
      await texts.set(threadPlace(id, thread), text);
    },
    sentInThread: (id, thread, text) => {
      texts.clearSent(threadPlace(id, thread), text);
    },
  };
};

const writerOf = (doc: Y.Doc, key: string): number | undefined => itemAt(doc, 'preferences', key)?.id.client;
