import { pendingKey } from '../pending/pending-messages.ts';
import { type Handlers, toAnswer } from './handler.ts';

/** What people do about files on their way to the server. */
export const UPLOAD_HANDLERS: Handlers<'letGoFiles' | 'pauseUpload' | 'retryUpload' | 'cancelUpload', 'uploads'> = {
  letGoFiles: async ({ uploads }, { blobs }) => {
    await (await uploads.keeper()).uses.letGo(blobs);
    return { ok: true, value: {} };
  },
  pauseUpload: async ({ uploads }, { conversationId, messageId, on }) =>
    toAnswer(await (await uploads.keeper()).pause(pendingKey(conversationId, messageId), on)),
  retryUpload: async ({ uploads }, { conversationId, messageId }) =>
    toAnswer((await uploads.keeper()).retry(pendingKey(conversationId, messageId))),
  cancelUpload: async ({ uploads }, { conversationId, messageId }) =>
    toAnswer(await (await uploads.keeper()).cancel(pendingKey(conversationId, messageId))),
};
