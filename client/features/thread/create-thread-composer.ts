import type { MessageRef } from '../../channel/commands.ts';
import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import '../composer/messages.ts';
import { createEffect, createSignal, on } from 'solid-js';
import type { ConversationView, DraftTarget } from '../../channel/conversation-view.ts';
import type { Channel } from '../../channel/protocol.ts';
import type { MessageEntry } from '../../channel/timeline-view.ts';
import type { App } from '../app-context.ts';
import { type Composer, createComposer } from '../composer/create-composer.ts';
import { sayDiscarded } from '../composer/say-discarded.ts';

/**
 * The field of a thread: everything written in it replies to the same message, and its draft continues on any device.
 */
export const createThreadComposer = (deps: {
  readonly app: App;
  readonly channel: Channel;
  readonly view: () => ConversationView;
  readonly place: MessageRef;
  readonly entries: () => readonly MessageEntry[];
  /** As the replica knows it. */
  readonly draft: () => string;
  readonly onShow: (entry: MessageEntry) => void;
  readonly remove: (entry: MessageEntry) => void;
}): Composer => {
  const { app, channel, view, entries } = deps;
  const { id } = view();
  const thread = { chapter: deps.place.chapter, messageId: deps.place.messageId };
  /** An edit begun here stays with the thread as long as that is open. */
  const [edit, setEdit] = createSignal<{ readonly target: DraftTarget; readonly text: string }>();
  const composer = createComposer({
    channel,
    conversationId: id,
    draft: () => ({ text: deps.draft(), target: edit()?.target, edit: edit()?.text ?? '' }),
    save: async (text, target, durably = false) => {
      if (target?.kind !== 'edit')
        return (await app.channel.call('saveThreadDraft', { conversationId: id, thread, text, durably })).ok;
      setEdit({ target, text });
      return false;
    },
    userId: app.me().userId,
    view,
    entries,
    thread,
    onShow: deps.onShow,
    onDiscarded: (restore) => sayDiscarded(app, restore),
    remove: deps.remove,
    onFailed: (error) => app.say(t(`error.${error}`)),
    onBroken: () => app.say(t('composer.broken')),
  });
  createEffect(
    on(composer.target, (target) => {
      if (target?.kind !== 'edit') setEdit(undefined);
    }),
  );
  return composer;
};
