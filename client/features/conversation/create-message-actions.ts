import { t } from '../../i18n/t.ts';
import '../timeline/messages.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { makeEditId, random } from '../../../shared/ids/ulid.ts';
import type { CommandResult, FullMessageRef, MessageRef } from '../../channel/commands.ts';
import type { MessageEntry } from '../../channel/timeline-view.ts';
import type { App } from '../app-context.ts';
import { copyText } from '../copy-text.ts';
import { pathOf } from '../navigation/route.ts';
import type { Selection } from '../timeline/menu/create-selection.ts';
import type { MessageActions } from '../timeline/menu/message-actions.ts';
import type { Surfaces } from './create-surfaces.ts';
import { textOf } from './text-of.ts';

export const createMessageActions = (deps: {
  readonly app: App;
  readonly conversationId: ConversationId;
  readonly surfaces: Surfaces;
  readonly selection: Selection;
  readonly reply: (entry: MessageEntry) => void;
  readonly edit: (entry: MessageEntry) => void;
  readonly openThread: (place: MessageRef) => void;
  readonly openPlace: (place: MessageRef) => void;
}): MessageActions => {
  const { app, conversationId, surfaces, selection } = deps;
  const placeOf = ({ chapter, messageId }: MessageRef): FullMessageRef => ({ conversationId, chapter, messageId });
  /** One sentence for many: the first failure says why. */
  const all = async (
    entries: readonly MessageEntry[],
    act: (place: FullMessageRef) => Promise<CommandResult<'hide'> | CommandResult<'remove'>>,
  ): Promise<boolean> => {
    const results = await Promise.all(entries.map((entry) => act(placeOf(entry))));
    const failed = results.find((result) => !result.ok);
    return failed === undefined || app.done(failed);
  };
  const copy = (text: string, done: string) => copyText(app, text, done);
  const setHidden = (entries: readonly MessageEntry[], on: boolean) =>
    all(entries, (place) => app.channel.call('hide', { ...place, on }));
  const undoRemoveAll = (entries: readonly MessageEntry[]) =>
    all(entries, (place) => app.channel.call('undoRemove', place));

  return {
    openMenu: (entry, anchor) => surfaces.show({ kind: 'menu', entry, anchor }),
    openReactions: (entry, anchor) => surfaces.show({ kind: 'reactions', entry, anchor }),
    openReactors: (entry, anchor) => surfaces.show({ kind: 'reactors', entry, anchor }),
    react: (entry, emoji, on) => {
      void app.channel.call('react', { ...placeOf(entry), emoji, on }).then(app.done);
      if (on) void app.channel.call('usedEmoji', { emoji });
    },
    reply: deps.reply,
    edit: deps.edit,
    copyText: (entries) => void copy(textOf(entries, app.now()), t('message.copied', { count: entries.length })),
    copyLink: (entry) => {
      const { chapter, messageId } = entry;
      const path = pathOf({ name: 'conversation', id: conversationId, message: { chapter, messageId } });
      void copy(new URL(path, location.href).href, t('message.link-copied'));
    },
    forward: (entries) => surfaces.show({ kind: 'forward', entries }),
    report: (entries) => surfaces.show({ kind: 'report', entries }),
    star: (entries, on) => void all(entries, (place) => app.channel.call('star', { ...place, on })),
    pin: (entry, on) => void app.channel.call('pin', { ...placeOf(entry), on }).then(app.done),
    details: (entry) => surfaces.show({ kind: 'details', entry }),
    closePoll: (entry) =>
      void app.channel.call('closePoll', { ...placeOf(entry), editId: makeEditId(Date.now(), random) }).then(app.done),
    hide: async (entries) => {
      if (!(await setHidden(entries, true))) return;
      app.say(t('message.hidden', { count: entries.length }), {
        label: t('message.undo'),
        act: () => void setHidden(entries, false),
      });
    },
    remove: async (entries) => {
      let until = Number.POSITIVE_INFINITY;
      const done = await all(entries, async (place) => {
        const result = await app.channel.call('remove', place);
        if (result.ok) until = Math.min(until, result.value.at);
        return result;
      });
      // A message that had not left this device goes at once: nobody had it.
      if (!done || until <= Date.now()) return;
      app.say(t('message.removing', { count: entries.length }), {
        label: t('message.undo'),
        act: () => void undoRemoveAll(entries),
        until,
      });
    },
    undoRemove: (entry) => void undoRemoveAll([entry]),
    openThread: (entry) => {
      const root = entry.quote === undefined || entry.replies !== undefined ? entry : entry.quote;
      deps.openThread({ chapter: root.chapter, messageId: root.messageId });
    },
    openPlace: deps.openPlace,
    selection,
  };
};
