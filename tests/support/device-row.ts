import type { ConversationRow } from '../../client/channel/conversation-view.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';

export const row = (device: SimulatedDevice, id: string): ConversationRow | undefined =>
  device.conversations.find((one) => one.id === id);
