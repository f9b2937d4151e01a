import { onCleanup } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { ThreadView } from '../../channel/projections.ts';
import type { Channel } from '../../channel/protocol.ts';

/** A message and the answers to it. `answered: false`: the replica has not said anything yet. */
export interface ThreadTopic {
  readonly answered: boolean;
  readonly view: ThreadView;
}

export const createThread = (
  channel: Channel,
  id: ConversationId,
  place: { readonly chapter: number; readonly messageId: MessageId },
): ThreadTopic => {
  const [state, setState] = createStore<{ answered: boolean; view: ThreadView }>({
    answered: false,
    view: { root: undefined, replies: [], complete: false, draft: '' },
  });
  onCleanup(
    channel.subscribe(`thread/${id}/${place.chapter}/${place.messageId}`, (message) => {
      if (message.type !== 'value') return;
      setState(reconcile({ answered: true, view: message.value as ThreadView }, { key: 'key' }));
    }),
  );
  return state;
};
