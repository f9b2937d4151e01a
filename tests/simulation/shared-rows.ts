import type { ConversationRow } from '../../client/channel/conversation-view.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/**
 * The conversations that each device of a person lists. A creation that the server refused is listed only on the device
 * that made it, until the person has seen that.
 */
export const sharedRows = ({ conversations, outbox }: SimulatedDevice): readonly ConversationRow[] => {
  const refused = outbox.filter(({ kind, state }) => kind === 'create-group' && state === 'refused');
  const creations = new Set(refused.map(({ conversationId }) => conversationId));
  return conversations.filter(({ id, state }) => state !== 'refused' || !creations.has(id));
};
