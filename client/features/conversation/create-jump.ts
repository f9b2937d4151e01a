import type { MessageRef } from '../../channel/commands.ts';
import { t } from '../../i18n/t.ts';
import '../timeline/messages.ts';
import { createEffect, createSignal, on } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { App } from '../app-context.ts';
import type { Timeline } from '../topics/create-topic.ts';

export interface Jump {
  /** What the timeline shows and marks; a new object each time, also for the same message. */
  readonly target: () => { readonly key: string } | undefined;
  readonly to: (place: MessageRef) => void;
}

/** Shows one message of a conversation, wherever it stands; also the one the address names. */
export const createJump = (app: App, conversationId: ConversationId, timeline: Timeline): Jump => {
  const [target, setTarget] = createSignal<{ readonly key: string }>();
  const to = async ({ chapter, messageId }: MessageRef): Promise<void> => {
    if (timeline.entries.some((entry) => entry.key === messageId)) {
      setTarget({ key: messageId });
      return;
    }
    const result = await app.channel.call('jump', { conversationId, chapter, messageId });
    if (result.ok) setTarget({ key: result.value.key });
    else app.say(t(result.error === 'offline' ? 'jump.offline' : 'jump.unknown'));
  };
  createEffect(
    on(app.router.route, (route) => {
      if (route.name !== 'conversation' || route.id !== conversationId || route.message === undefined) return;
      // The address says it once: asking again, and loading again, are new wishes.
      const { message, ...rest } = route;
      app.router.go(rest, 'replace');
      void to(message);
    }),
  );
  return { target, to: (place) => void to(place) };
};
