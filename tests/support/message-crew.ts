import type { MessageBody } from '../../shared/envelope/body.ts';
import { type ConversationId, makeGroupId } from '../../shared/ids/conversation.ts';
import { type MessageId, makeMessageId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import type { Harbour } from './fake-sync-server.ts';

export const newId = (harbour: Harbour) => makeMessageId(harbour.scheduler.now, harbour.random);

export const sendBody = async (
  harbour: Harbour,
  device: SimulatedDevice,
  conversationId: ConversationId,
  body: MessageBody,
) => {
  const messageId = newId(harbour);
  const result = await harbour.answer(device.call('send', { conversationId, messageId, body }));
  return { messageId, result };
};

/** A group of Alice (owner), Bob and Carol, on screen everywhere. */
export const crew = async (harbour: Harbour) => {
  const [alice, bob, carol] = [
    await harbour.device('alice', 'alice'),
    await harbour.device('bob', 'bob'),
    await harbour.device('carol', 'carol'),
  ];
  const id = makeGroupId(harbour.scheduler.now, harbour.random);
  const members = [await harbour.person('bob'), await harbour.person('carol')];
  await harbour.answer(alice.call('createGroup', { conversationId: id, name: 'Crew', members }));
  await harbour.run();
  for (const device of [alice, bob, carol]) device.look(id);
  await harbour.run();
  return { alice, bob, carol, id };
};

export const place = (conversationId: ConversationId, messageId: MessageId) => ({
  conversationId,
  chapter: 0,
  messageId,
});

export const poll = (more: Partial<Extract<MessageBody, { kind: 'poll' }>> = {}): MessageBody => ({
  kind: 'poll',
  text: 'Where to?',
  options: ['Skye', 'Mull'],
  multiple: false,
  anonymous: false,
  ...more,
});

export const entry = (device: SimulatedDevice, id: ConversationId, messageId: MessageId) =>
  device.messages(id).find((one) => one.messageId === messageId);
