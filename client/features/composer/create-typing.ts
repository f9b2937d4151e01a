import { onCleanup } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { Channel } from '../../channel/protocol.ts';

/** Typing is announced again after the first time, and ends after the second. ms */
const AGAIN = 3_000;
const ENDS = 5_000;

/** Tells the others that the person is typing, until `stop` or a pause. */
export const createTyping = (
  channel: Channel,
  conversationId: ConversationId,
): { readonly show: () => void; readonly stop: () => void } => {
  let since = 0;
  let ends: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    clearTimeout(ends);
    if (since === 0) return;
    since = 0;
    void channel.call('typing', { conversationId, typing: false });
  };
  const show = (): void => {
    clearTimeout(ends);
    ends = setTimeout(stop, ENDS);
    if (Date.now() - since < AGAIN) return;
    since = Date.now();
    void channel.call('typing', { conversationId, typing: true });
  };
  onCleanup(stop);
  return { show, stop };
};
export type Typing = ReturnType<typeof createTyping>;
