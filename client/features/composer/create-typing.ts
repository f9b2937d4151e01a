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
  /** By the monotonic clock: people set the other one. */
  let since: number | undefined;
  let ends: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    clearTimeout(ends);
    if (since === undefined) return;
    since = undefined;
    void channel.call('typing', { conversationId, typing: false });
  };
  const show = (): void => {
    clearTimeout(ends);
    ends = setTimeout(stop, ENDS);
    const now = performance.now();
    if (since !== undefined && now - since < AGAIN) return;
    since = now;
    void channel.call('typing', { conversationId, typing: true });
  };
  onCleanup(stop);
  return { show, stop };
};
export type Typing = ReturnType<typeof createTyping>;
