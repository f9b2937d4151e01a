import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import type { BlobStore } from '../../storage/blobs/blob-store.ts';
import { openFilesystemStore } from '../../storage/blobs/filesystem/filesystem-store.ts';
import { prepareBucket } from '../../storage/blobs/s3/prepare-bucket.ts';
import { createS3Store } from '../../storage/blobs/s3/s3-store.ts';
import { BYTES_PATH, createSignedUrls } from '../../sync-server/blobs/signed-urls.ts';
import { blobBytesRoutes } from '../../sync-server/http/blob-bytes.ts';
import { type S3Server, startRadosgw } from '../support/radosgw.ts';

export interface OpenedStore {
  readonly store: BlobStore;
  /** What a browser does with the store's URLs. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** The same store as the next start of the server finds it. */
  reopen(): Promise<BlobStore>;
  dispose(): Promise<void>;
}

export interface StoreAdapter {
  readonly name: string;
  /** Before the first test, and after the last. */
  readonly begin?: () => Promise<void>;
  readonly end?: () => Promise<void>;
  readonly open: () => Promise<OpenedStore>;
}

const filesystem: StoreAdapter = {
  name: 'filesystem',
  open: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'skerry-blobs-'));
    const urls = createSignedUrls(new Uint8Array(32), Date.now);
    const store = await openFilesystemStore(folder, urls);
    const app = new Hono().route(BYTES_PATH, blobBytesRoutes({ store, urls, uploaderOf: async () => 1 }));
    return {
      store,
      fetch: async (url, init) => app.request(url, init),
      reopen: () => openFilesystemStore(folder, urls),
      dispose: async () => rmSync(folder, { recursive: true }),
    };
  },
};

let server: S3Server | undefined;

const s3: StoreAdapter = {
  name: 's3',
  begin: async () => {
    server = await startRadosgw();
  },
  end: async () => server?.stop(),
  open: async () => {
    if (server === undefined) throw new Error('There is no S3 server.');
    const bucket = `blobs-${randomUUID()}`;
    const { url, accessKey, secretKey } = server;
    const options = { url, publicUrl: undefined, region: 'us-east-1', bucket, accessKey, secretKey };
    await prepareBucket(options, 'https://chat.example.org');
    return {
      store: await createS3Store(options),
      fetch,
      reopen: () => createS3Store(options),
      // The server goes as a whole.
      dispose: async () => {},
    };
  },
};

export const STORES: readonly StoreAdapter[] = [filesystem, s3];
