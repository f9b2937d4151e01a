import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { type MessageId, makeEditId, makeMessageId, random } from '../../../shared/ids/ulid.ts';
import { isSeen } from '../../../shared/text/parse-line.ts';
import type { CommandError, MessageRef } from '../../channel/commands.ts';
import type { Draft, DraftTarget } from '../../channel/conversation-view.ts';
import type { Channel } from '../../channel/protocol.ts';
import type { Attach } from './attach/create-attach.ts';
import type { ComposerTarget } from './create-target.ts';
import type { Typing } from './create-typing.ts';
import type { OwnDraft } from './draft/create-draft.ts';
import { forgetPending } from './draft/pending-drafts.ts';
import type { ComposerLink } from './link/create-link.ts';
import type { ComposerMentions } from './mentions/create-composer-mentions.ts';
import { type Body, type NewBody, textOf } from './new-body.ts';

/** A message or an edit that the replica has not answered yet. */
interface OnItsWay {
  readonly draft: Draft;
  readonly messageId: MessageId | undefined;
}

export interface SendingDeps {
  readonly channel: Channel;
  readonly conversationId: ConversationId;
  /** Everything written here answers this message. */
  readonly thread?: MessageRef;
  readonly onFailed: (error: CommandError) => void;
}

interface SendingParts {
  /** Names the field. */
  readonly field: string;
  readonly draft: OwnDraft;
  readonly target: Pick<ComposerTarget, 'target' | 'entry'>;
  readonly mentions: ComposerMentions;
  readonly attach: Attach;
  readonly link: ComposerLink['link'];
  readonly typing: Typing;
}

/** Gives what was written to the replica, and brings it back into the field when the replica does not take it. */
export interface Sending {
  readonly saveEdit: (at: DraftTarget, value: string) => Promise<void>;
  readonly sendText: (value: string) => Promise<void>;
  readonly sendFiles: () => Promise<void>;
  readonly send: (body: NewBody) => Promise<boolean>;
  /** By the ids of messages and edits. */
  readonly onTheirWay: ReadonlyMap<string, OnItsWay>;
}

export const createSending = (
  { channel, conversationId, thread, onFailed }: SendingDeps,
  { field, draft, target: { target, entry }, mentions, attach, link, typing }: SendingParts,
): Sending => {
  const inThread = thread === undefined ? {} : { thread };
  const onTheirWay = new Map<string, OnItsWay>();
  const replyFields = (at: DraftTarget | undefined): { reply?: { chapter: number; id: string } } => {
    if (at?.kind === 'reply') return { reply: { chapter: at.chapter, id: at.messageId } };
    return thread === undefined ? {} : { reply: { chapter: thread.chapter, id: thread.messageId } };
  };
  const onItsWay = async <T>(id: string, what: OnItsWay, call: Promise<T>): Promise<T> => {
    forgetPending(field);
    onTheirWay.set(id, what);
    const result = await call;
    onTheirWay.delete(id);
    forgetPending(`${field}/${id}`);
    return result;
  };
  const saveEdit = async ({ chapter, messageId }: DraftTarget, value: string): Promise<void> => {
    const body = textOf(entry());
    if (value === body?.text) {
      draft.aim(undefined);
      return;
    }
    const fields = mentions.fields(value, body?.mentions ?? []);
    const taken = draft.take();
    mentions.take();
    const editId = makeEditId(Date.now(), random);
    const edit = { conversationId, chapter, messageId, editId, text: value, ...fields };
    const result = await onItsWay(editId, { draft: taken, messageId: undefined }, channel.call('edit', edit));
    if (result.ok) return;
    onFailed(result.error);
    draft.restore(taken);
  };
  const sendText = async (value: string): Promise<void> => {
    const messageId = makeMessageId(Date.now(), random);
    const card = link()?.take(value);
    const body: Body = {
      kind: 'text',
      text: value,
      ...mentions.fields(value, []),
      ...(card === undefined ? {} : { link: card }),
      ...replyFields(target()),
    };
    const taken = draft.take();
    const pickAgain = mentions.take();
    typing.stop();
    const call = channel.call('send', { conversationId, messageId, body, ...inThread });
    const result = await onItsWay(messageId, { draft: taken, messageId }, call);
    if (result.ok) return;
    onFailed(result.error);
    pickAgain();
    draft.restore(taken);
  };
  let isSendingFiles = false;
  /** The text is the caption of the first ten; more files follow in messages of their own. */
  const sendFiles = async (): Promise<void> => {
    if (isSendingFiles) return;
    isSendingFiles = true;
    // Another tab may have sent them.
    await attach.tray()?.refresh();
    isSendingFiles = false;
    const value = draft.shown().trim();
    if (!attach.isUsed()) return isSeen(value) ? sendText(value) : undefined;
    const caption = isSeen(value) ? { text: value, ...mentions.fields(value, []) } : {};
    const at = target();
    const groups = attach.tray()?.take() ?? [];
    const taken = draft.take();
    link()?.typed('', '');
    mentions.take();
    typing.stop();
    for (const [i, files] of groups.entries()) {
      const messageId = makeMessageId(Date.now(), random);
      const said = i === 0 ? { ...caption, ...replyFields(at) } : replyFields(undefined);
      const body: Body = { kind: 'files', files: [...files], ...said };
      const what = { draft: i === 0 ? taken : { ...taken, text: '' }, messageId };
      const call = channel.call('send', { conversationId, messageId, body, ...inThread });
      const result = await onItsWay(messageId, what, call);
      if (result.ok) await attach.tray()?.sent(files);
      else {
        onFailed(result.error);
        attach.tray()?.restore();
        if (i === 0) draft.restore(taken);
        return;
      }
    }
  };
  const send = async (body: NewBody): Promise<boolean> => {
    const at = target();
    const messageId = makeMessageId(Date.now(), random);
    const result = await channel.call('send', { conversationId, messageId, body: { ...body, ...replyFields(at) } });
    if (!result.ok) onFailed(result.error);
    // The text begun stays; what was answered is answered.
    else if (at?.kind === 'reply' && target()?.messageId === at.messageId) draft.aim(undefined);
    return result.ok;
  };

  return { saveEdit, sendText, sendFiles, send, onTheirWay };
};
