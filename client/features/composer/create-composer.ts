import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createMemo, createSignal, onCleanup } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { type MessageId, makeEditId, makeMessageId } from '../../../shared/ids/ulid.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { isSeen } from '../../../shared/text/is-seen.ts';
import type { CommandError, Commands, MessageRef } from '../../channel/commands.ts';
import type { ConversationView, Draft, DraftTarget, MessageEntry, TimelineEntry } from '../../channel/projections.ts';
import type { Channel } from '../../channel/protocol.ts';
import { random } from '../../primitives/random/random.ts';
import { createTyping } from './create-typing.ts';
import { createDraft, shownOf } from './draft/create-draft.ts';
import { forgetPending, keepPending } from './draft/pending-drafts.ts';
import { type Mention, mentionsIn } from './mentions/mentions-in.ts';
import type { Mentionable } from './mentions/offer-mentions.ts';

/** Code points, as shared/envelope/body.ts counts them (without the schema library, which the page does not need). */
export const charactersLeft = (text: string): number => {
  // Every code point has one or two units: far from the limit there is nothing to count.
  if (text.length <= LIMITS.messageCharacters / 2) return LIMITS.messageCharacters - text.length;
  let count = 0;
  for (const _ of text) count++;
  return LIMITS.messageCharacters - count;
};

type Body = Commands['send']['in']['body'];
/** What the dialogs make. */
export type NewBody = Exclude<Body, { kind: 'text' }>;

export interface Composer {
  readonly text: () => string;
  readonly setText: (text: string) => void;
  readonly left: () => number;
  /** What is answered or edited. */
  readonly target: () => DraftTarget | undefined;
  /** Its entry; undefined when it is not in the timeline as far as that is loaded. */
  readonly entry: () => MessageEntry | undefined;
  readonly startReply: (entry: MessageEntry) => void;
  readonly startEdit: (entry: MessageEntry) => void;
  /** Edits the person's newest text. */
  readonly editNewest: () => void;
  readonly cancelTarget: () => void;
  /** Counts what was begun here and asks for the focus: an answer, an edit. */
  readonly begun: () => number;
  /** People who can be mentioned; empty where nobody can be. */
  readonly mentionable: () => readonly Mentionable[];
  /** The word that mentions everybody; undefined when that is not allowed. */
  readonly everyone: () => string | undefined;
  /** A person was picked from the list. */
  readonly choose: (person: Mentionable) => void;
  readonly submit: () => void;
  /** Sends what is no text. Answers whether it was taken. */
  readonly send: (body: NewBody) => Promise<boolean>;
  /** Call when the field loses the focus or the page is hidden. */
  readonly flush: () => void;
}

const textOf = (entry: MessageEntry | undefined): Extract<Body, { kind: 'text' }> | undefined =>
  entry?.body?.kind === 'text' ? entry.body : undefined;
const mayEdit = (entry: TimelineEntry): entry is MessageEntry =>
  entry.kind === 'message' && entry.own && entry.may.edit && textOf(entry) !== undefined;

export const createComposer = (deps: {
  readonly channel: Channel;
  readonly conversationId: ConversationId;
  /** The draft as the replica knows it, also from other devices. */
  readonly draft: () => Draft | undefined;
  readonly view: () => ConversationView | undefined;
  readonly entries: () => readonly TimelineEntry[];
  readonly onFailed: (error: CommandError) => void;
  /** With `durably` the answer comes once it is on the disk; false: it is not kept at all. */
  readonly save: (text: string, target: DraftTarget | undefined, durably?: boolean) => Promise<boolean>;
  readonly userId: string;
  /** Everything written here answers this message. */
  readonly thread?: MessageRef;
}): Composer => {
  const { channel, conversationId, view, thread } = deps;
  const inThread = thread === undefined ? {} : { thread };
  const draft = createDraft({
    known: deps.draft,
    save: (text, at) => void deps.save(text, at),
  });
  const field = thread === undefined ? conversationId : `${conversationId}/${thread.messageId}`;
  /** Messages and edits that the replica has not answered, by their ids. */
  const onTheirWay = new Map<string, { readonly draft: Draft; readonly messageId: MessageId | undefined }>();
  const typing = createTyping(channel, conversationId);
  const [begun, setBegun] = createSignal(0);
  /** People picked while this text was written. */
  let chosen: readonly Mention[] = [];

  const target = createMemo(() => draft.value().target);
  const entry = createMemo((): MessageEntry | undefined => {
    const id = target()?.messageId;
    const found = id === undefined ? undefined : deps.entries().findLast((one) => one.key === id);
    return found?.kind === 'message' ? found : undefined;
  });

  const isGroup = () => view()?.kind === 'group';
  const mentionable = createMemo((): readonly Mentionable[] =>
    isGroup() ? (view()?.members ?? []).filter((member) => !member.own) : [],
  );
  const everyone = () => (view()?.mayCallEveryone ? t('composer.mention.all') : undefined);
  /** The fields that mentions are, of a body or an edit. */
  const mentionFields = (text: string, before: readonly Mention[]): { mentions?: Mention[]; everyone?: true } => {
    if (!isGroup()) return {};
    const members = mentionable().map(({ number: by, name }) => ({ by, name }));
    const found = mentionsIn(text, { chosen: [...chosen, ...before], members, everyone: everyone() });
    return {
      ...(found.mentions.length === 0 ? {} : { mentions: [...found.mentions] }),
      ...(found.everyone ? { everyone: true as const } : {}),
    };
  };
  const replyFields = (at: DraftTarget | undefined): { reply?: { chapter: number; id: string } } => {
    if (at?.kind === 'reply') return { reply: { chapter: at.chapter, id: at.messageId } };
    return thread === undefined ? {} : { reply: { chapter: thread.chapter, id: thread.messageId } };
  };

  const setText = (value: string): void => {
    draft.type(value);
    if (target()?.kind === 'edit') return;
    if (value === '') typing.stop();
    else typing.show();
  };
  const aim = (kind: DraftTarget['kind'], { chapter, messageId }: MessageEntry, edit?: string): void => {
    draft.aim({ kind, chapter, messageId }, edit);
    setBegun((count) => count + 1);
  };
  const startEdit = (one: MessageEntry): void => {
    const body = textOf(one);
    if (body !== undefined) aim('edit', one, body.text);
  };

  const onItsWay = async <T>(
    id: string,
    what: { readonly draft: Draft; readonly messageId: MessageId | undefined },
    call: Promise<T>,
  ): Promise<T> => {
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
    const fields = mentionFields(value, body?.mentions ?? []);
    const taken = draft.take();
    chosen = [];
    const editId = makeEditId(Date.now(), random);
    const edit = { conversationId, chapter, messageId, editId, text: value, ...fields };
    const result = await onItsWay(editId, { draft: taken, messageId: undefined }, channel.call('edit', edit));
    if (result.ok) return;
    deps.onFailed(result.error);
    draft.restore(taken);
  };
  const sendText = async (value: string): Promise<void> => {
    const messageId = makeMessageId(Date.now(), random);
    const body: Body = { kind: 'text', text: value, ...mentionFields(value, []), ...replyFields(target()) };
    const picked = chosen;
    const taken = draft.take();
    chosen = [];
    typing.stop();
    const call = channel.call('send', { conversationId, messageId, body, ...inThread });
    const result = await onItsWay(messageId, { draft: taken, messageId }, call);
    if (result.ok) return;
    deps.onFailed(result.error);
    chosen = [...picked, ...chosen];
    draft.restore(taken);
  };
  const submit = (): void => {
    const value = draft.shown().trim();
    if (!isSeen(value) || charactersLeft(value) < 0) return;
    const at = target();
    void (at?.kind === 'edit' ? saveEdit(at, value) : sendText(value));
  };
  const send = async (body: NewBody): Promise<boolean> => {
    const at = target();
    const messageId = makeMessageId(Date.now(), random);
    const result = await channel.call('send', { conversationId, messageId, body: { ...body, ...replyFields(at) } });
    if (!result.ok) deps.onFailed(result.error);
    // The text begun stays; what was answered is answered.
    else if (at?.kind === 'reply' && target()?.messageId === at.messageId) draft.aim(undefined);
    return result.ok;
  };

  /** The worker may end with this page, before it has read a message: what it may not have stays in the page's own storage. */
  const hide = (): void => {
    const unkept = draft.unkept();
    const pendingOf = (one: Draft, base: string, messageId?: MessageId) => ({
      conversationId,
      thread,
      target: one.target,
      text: shownOf(one),
      base,
      messageId,
    });
    // An edit begun in a thread stays with the thread.
    if (unkept !== undefined && (thread === undefined || unkept.draft.target?.kind !== 'edit')) {
      const forget = keepPending(field, deps.userId, pendingOf(unkept.draft, unkept.base));
      void deps.save(shownOf(unkept.draft), unkept.draft.target, true).then((isKept) => {
        if (!isKept) return;
        draft.kept(unkept.draft);
        forget();
      });
    }
    for (const [id, { draft: one, messageId }] of onTheirWay)
      keepPending(`${field}/${id}`, deps.userId, pendingOf(one, '', messageId));
  };
  document.addEventListener('visibilitychange', hide);
  addEventListener('pagehide', hide);
  onCleanup(() => {
    hide();
    document.removeEventListener('visibilitychange', hide);
    removeEventListener('pagehide', hide);
  });

  return {
    text: draft.shown,
    setText,
    left: () => charactersLeft(draft.shown()),
    target,
    entry,
    startReply: (one) => aim('reply', one),
    startEdit,
    editNewest: () => {
      const newest = deps.entries().findLast(mayEdit);
      if (newest !== undefined) startEdit(newest);
    },
    cancelTarget: () => {
      if (target() !== undefined) draft.aim(undefined);
    },
    begun,
    mentionable,
    everyone,
    choose: ({ number: by, name }) => {
      chosen = [...chosen.filter((one) => one.by !== by), { by, name }];
    },
    submit,
    send,
    flush: draft.flush,
  };
};
