import { createEffect, on } from 'solid-js';
import type { ConversationView, MessageEntry } from '../../channel/projections.ts';
import { t } from '../../words/t.ts';
import type { App } from '../app-context.ts';
import { type Composer, createComposer } from '../composer/create-composer.ts';
import type { MessagePlace } from '../timeline/message-actions.ts';
import { readThreadDraft, writeThreadDraft } from './thread-drafts.ts';

/** The field of a thread: all that is written in it answers the same message, and what was begun is there again. */
export const createThreadComposer = (parts: {
  readonly app: App;
  readonly view: () => ConversationView;
  readonly place: MessagePlace;
  readonly entries: () => readonly MessageEntry[];
}): Composer => {
  const { app, view, place, entries } = parts;
  const { id } = view();
  const composer = createComposer({
    channel: app.channel,
    conversationId: id,
    draft: () => undefined,
    view,
    entries,
    fixedReply: { chapter: place.chapter, id: place.messageId },
    keepDraft: false,
    onFailed: (error) => app.say(t(`error.${error}`)),
  });
  const key = `${id}/${place.messageId}`;
  const kept = readThreadDraft(key);
  if (kept !== '') composer.setText(kept);
  createEffect(
    on(
      composer.text,
      (text) => {
        if (composer.target()?.kind !== 'edit') writeThreadDraft(key, text);
      },
      { defer: true },
    ),
  );
  return composer;
};
