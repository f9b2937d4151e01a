import type { MessageRef } from '../../client/channel/commands.ts';
import type { MessageBody } from '../../shared/envelope/body.ts';
import type { FileBody } from '../../shared/envelope/file-body.ts';
import { makeBlobId } from '../../shared/ids/blob.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { type MessageId, makeMessageId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import type { Harbour } from './fake-sync-server.ts';

/** Attaches files of these sizes on a device, and sends them as one message. */
export const sendFiles = async (
  harbour: Harbour,
  device: SimulatedDevice,
  id: ConversationId,
  sizes: readonly number[],
  said: Pick<Extract<MessageBody, { kind: 'files' }>, 'text' | 'reply'> & { readonly thread?: MessageRef } = {},
): Promise<{
  readonly messageId: MessageId;
  readonly files: readonly FileBody[];
  readonly blobs: readonly string[];
}> => {
  const { scheduler, random } = harbour;
  const files: FileBody[] = [];
  for (const size of sizes) {
    const blob = makeBlobId(Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256)));
    const file = await device.files.attach(blob, size, scheduler.now);
    if (file === undefined) throw new Error('not attached');
    files.push(file);
  }
  const messageId = makeMessageId(scheduler.now, random);
  const { thread, ...caption } = said;
  const body = { kind: 'files' as const, files, ...caption };
  const sent = await harbour.answer(
    device.call('send', { conversationId: id, messageId, body, ...(thread === undefined ? {} : { thread }) }),
  );
  if (!sent.ok) throw new Error(`not sent: ${sent.error}`);
  return { messageId, files, blobs: files.map(({ blob }) => blob) };
};
