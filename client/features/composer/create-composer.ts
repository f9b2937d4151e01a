import { createSignal } from 'solid-js';
import { isSeen } from '../../../shared/text/parse-line.ts';
import type { ConversationView, Draft } from '../../channel/conversation-view.ts';
import type { MessageEntry } from '../../channel/timeline-view.ts';
import { type Attach, createAttach } from './attach/create-attach.ts';
import { createSending, type SendingDeps } from './create-sending.ts';
import { type ComposerTarget, createTarget, type TargetDeps } from './create-target.ts';
import { createTyping } from './create-typing.ts';
import { createDraft } from './draft/create-draft.ts';
import { type KeepDeps, keepOnHide } from './draft/keep-on-hide.ts';
import { type ComposerLink, createLink } from './link/create-link.ts';
import { type ComposerMentions, createComposerMentions } from './mentions/create-composer-mentions.ts';
import { charactersLeft, type NewBody } from './new-body.ts';

export interface Composer
  extends ComposerTarget,
    ComposerLink,
    Pick<ComposerMentions, 'mentionable' | 'everyone' | 'choose'> {
  readonly text: () => string;
  readonly setText: (text: string) => void;
  readonly left: () => number;
  /** The message whose edit was emptied and sent: to be deleted, if that is what the person wants. */
  readonly emptied: () => MessageEntry | undefined;
  readonly keepEmptied: () => void;
  readonly removeEmptied: () => void;
  readonly submit: () => void;
  /** Names the field: the conversation, or the thread, that it belongs to. */
  readonly field: string;
  /** Files to be sent with the text. */
  readonly attach: Attach;
  /** Sends what is no text. Answers whether it was taken. */
  readonly send: (body: NewBody) => Promise<boolean>;
  /** Call when the field loses the focus or the page is hidden. */
  readonly flush: () => void;
}

export interface ComposerDeps extends SendingDeps, TargetDeps, KeepDeps {
  /** The draft as the replica knows it, also from other devices. */
  readonly draft: () => Draft | undefined;
  readonly view: () => ConversationView | undefined;
  /** A part of the app could not be loaded. */
  readonly onBroken: () => void;
  readonly remove: (entry: MessageEntry) => void;
}

export const createComposer = (deps: ComposerDeps): Composer => {
  const { channel, conversationId, thread } = deps;
  const draft = createDraft({
    known: deps.draft,
    save: (text, at) => void deps.save(text, at),
  });
  const field = thread === undefined ? conversationId : `${conversationId}/${thread.messageId}`;
  const letGo = (blobs: readonly string[]): void => void channel.call('letGoFiles', { blobs });
  const attach = createAttach({ place: field, userId: deps.userId, onBroken: deps.onBroken, letGo });
  const typing = createTyping(channel, conversationId);
  const mentions = createComposerMentions(deps);
  const aimed = createTarget(deps, draft);
  const { target, entry } = aimed;
  const linked = createLink({
    userId: deps.userId,
    text: draft.shown,
    isEditing: () => target()?.kind === 'edit',
    letGo,
    onBroken: deps.onBroken,
  });
  const sending = createSending(deps, { field, draft, target: aimed, mentions, attach, link: linked.link, typing });
  keepOnHide(deps, field, draft, sending.onTheirWay);
  const [emptied, setEmptied] = createSignal<MessageEntry>();

  const setText = (value: string): void => {
    aimed.typed();
    draft.type(value);
    if (target()?.kind === 'edit') return;
    if (value === '') typing.stop();
    else typing.show();
  };
  const submit = (): void => {
    const value = draft.shown().trim();
    const at = target();
    if (at?.kind === 'edit' && !isSeen(value)) setEmptied(entry()?.may.remove === true ? entry() : undefined);
    if (charactersLeft(value) < 0) return;
    if (at?.kind !== 'edit' && attach.isUsed()) {
      if (attach.isReady()) void sending.sendFiles();
    } else if (isSeen(value)) void (at?.kind === 'edit' ? sending.saveEdit(at, value) : sending.sendText(value));
  };

  return {
    ...aimed,
    ...linked,
    ...mentions,
    text: draft.shown,
    setText,
    left: () => charactersLeft(draft.shown()),
    emptied,
    keepEmptied: () => setEmptied(undefined),
    removeEmptied: () => {
      const one = emptied();
      setEmptied(undefined);
      if (one === undefined) return;
      draft.aim(undefined);
      deps.remove(one);
    },
    submit,
    field,
    attach,
    send: sending.send,
    flush: draft.flush,
  };
};
