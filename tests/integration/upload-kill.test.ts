import { randomBytes, randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import type { BlobApi } from '../../client/replica/ports.ts';
import { uploadBlob } from '../../client/replica/uploads/upload-blob.ts';
import { type Asker, download, newBlobId } from '../support/blob-client.ts';
import { freePort } from '../support/free-port.ts';
import { join } from '../support/members.ts';
import { blobApiOf, countedApi, withCookie } from '../support/node-uploader.ts';
import { startRadosgw } from '../support/radosgw.ts';
import { startServer } from '../support/start-server.ts';

const MB = 1024 * 1024;
const clock = { monotonic: () => performance.now() };
const LAST = 120_000;

/** A bucket that ends with the test. */
const bucketOf = async (): Promise<Readonly<Record<string, string>>> => {
  const store = await startRadosgw();
  onTestFinished(() => store.stop());
  return {
    SKERRY_S3_URL: store.url,
    SKERRY_S3_BUCKET: `files-${randomUUID()}`,
    SKERRY_S3_ACCESS_KEY: store.accessKey,
    SKERRY_S3_SECRET_KEY: store.secretKey,
  };
};

/** The device's uploader, begun again until it is done, as its keeper does. */
const send = async (api: BlobApi, id: string, bytes: Buffer, signals: () => AbortSignal): Promise<void> => {
  const blob = new Blob([new Uint8Array(bytes)]);
  for (const until = Date.now() + LAST; ; ) {
    const sent = await uploadBlob({ api, clock }, id, blob, { signal: signals(), onSent: () => {} });
    if (sent.ok) return;
    if (Date.now() > until) throw new Error(`not sent: ${JSON.stringify(sent.error)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

it.each(['the data folder', 'a bucket'])(
  'UPLOAD-2 a file in %s is whole, whenever the server is killed or the device ends',
  async (where) => {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const env = where === 'a bucket' ? { ...(await bucketOf()), SKERRY_ORIGIN: origin } : {};
    const server = await startServer({ port, env: { SKERRY_RATE_LIMITS: 'off', SKERRY_LOG: 'error', ...env } });
    const alice = await join({ url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url }, 'alice');
    alice.client.close();
    const a: Asker = { origin: server.url, cookie: alice.cookie };
    onTestFinished(withCookie(a));
    const size = where === 'a bucket' ? 11 * MB + 3 : 3 * MB + 3;

    // Begin, three or four parts, complete: each before and after.
    // A server with a bucket takes seconds to start.
    for (const step of where === 'a bucket' ? [1, 4, 9] : [0, 1, 3, 4, 6, 9, 10, 11]) {
      const bytes = randomBytes(size);
      const id = newBlobId();
      let device = new AbortController();
      const api = countedApi(blobApiOf(a), async (at) => {
        if (at !== step) return;
        if (step % 2 === 1) {
          await server.kill();
          await server.start();
        }
        device.abort();
        device = new AbortController();
      });
      await send(api, id, bytes, () => device.signal);
      expect(await download(a, id)).toEqual(new Uint8Array(bytes));
    }
  },
  300_000,
);
