import { onCleanup } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { Channel } from '../../channel/protocol.ts';
import type { MessageEntry, ThreadView } from '../../channel/timeline-view.ts';
import { createOwnStore } from '../../primitives/own-store/create-own-store.ts';
import type { EchoPlace } from './echo-sends.ts';

/** A message and the answers to it. `answered: false`: the replica has not said anything yet. */
export interface ThreadTopic extends EchoPlace {
  readonly answered: boolean;
  readonly view: ThreadView;
}

export const createThread = (
  channel: Channel,
  id: ConversationId,
  place: { readonly chapter: number; readonly messageId: MessageId },
): ThreadTopic => {
  const nothing: ThreadView = { root: undefined, replies: [], complete: false, draft: '' };
  // By key, so that an echo becomes the replica's own entry in its row.
  const [state, setState] = createOwnStore({ answered: false, view: nothing }, { key: 'key' });
  /** What the replica says, and what it does not know yet. */
  let told: ThreadView | undefined;
  let echoes: readonly MessageEntry[] = [];
  const show = (): void => {
    if (told === undefined) return;
    const known = new Set(told.replies.map(({ key }) => key));
    echoes = echoes.filter(({ key }) => !known.has(key));
    setState({ answered: true, view: { ...told, replies: [...told.replies, ...echoes] } });
  };
  onCleanup(
    channel.subscribe(`thread/${id}/${place.chapter}/${place.messageId}`, (message) => {
      if (message.type !== 'value') return;
      told = message.value as ThreadView;
      show();
    }),
  );
  return {
    get answered() {
      return state.answered;
    },
    get view() {
      return state.view;
    },
    get entries() {
      return [state.view.root, ...state.view.replies].filter((entry) => entry !== undefined);
    },
    belongs: ({ reply }) =>
      reply !== undefined &&
      (reply.id === place.messageId || state.view.replies.some(({ messageId }) => messageId === reply.id)),
    echo: (entry) => {
      echoes = [...echoes, entry];
      show();
      return () => {
        if (!echoes.includes(entry)) return;
        echoes = echoes.filter((one) => one !== entry);
        show();
      };
    },
  };
};
