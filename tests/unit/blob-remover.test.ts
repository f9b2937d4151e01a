import { expect, it } from 'vitest';
import { parseBlobId } from '../../shared/ids/blob.ts';
import { createBlobRemover } from '../../sync-server/blobs/blob-remover.ts';
import { createBlobHold } from '../../sync-server/operator/blob-hold.ts';
import { newBlobId } from '../support/blob-client.ts';

it('OPS-2 nothing is marked for removal or removed while it is held, by however many', async () => {
  const hold = createBlobHold();
  const waiting = [newBlobId(), newBlobId()];
  const gone: string[] = [];
  let looks = 0;
  const remover = createBlobRemover({
    blobs: {
      toRemove: async () => {
        looks++;
        return waiting.map((id) => ({ id, upload: undefined }));
      },
      removed: async (id) => void waiting.splice(waiting.indexOf(id), 1),
    },
    store: { abort: async () => undefined, remove: async (id) => void gone.push(parseBlobId(id) ?? '') },
    onError: (error) => {
      throw error;
    },
    isHeld: hold.isHeld,
  });
  const [one, other] = [hold.hold(), hold.hold()];
  for (const release of [one, one, undefined]) {
    release?.();
    remover.poke();
    await new Promise(setImmediate);
  }
  expect(looks).toBe(0);
  other();
  remover.poke();
  await expect.poll(() => gone.length).toBe(2);
  await remover.stop();
});
