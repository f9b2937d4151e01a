import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'minio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  askBlobs,
  begin,
  codeIn,
  download,
  messageWith,
  newBlobId,
  type PartUrl,
  put,
  upload,
} from '../support/blob-client.ts';
import { freePort } from '../support/free-port.ts';
import { makeGroup } from '../support/members.ts';
import { type S3Server, startRadosgw } from '../support/radosgw.ts';
import { signUp } from '../support/sign-up.ts';
import { startServer } from '../support/start-server.ts';
import { peopleOf } from './people.ts';
import { run } from './running-server.ts';

const MB = 1024 * 1024;
const SOON = { timeout: 20_000 };
const ORIGIN = 'https://chat.example.org';

let store: S3Server;
beforeAll(async () => {
  store = await startRadosgw();
}, 120_000);
afterAll(() => store.stop());

const bucketOf = (bucket = `files-${randomUUID()}`) => {
  const { url, accessKey, secretKey } = store;
  return { url, publicUrl: undefined, region: 'us-east-1', bucket, accessKey, secretKey, origin: ORIGIN };
};
const clientOf = () =>
  new Client({
    endPoint: '127.0.0.1',
    port: Number(new URL(store.url).port),
    useSSL: false,
    region: 'us-east-1',
    accessKey: store.accessKey,
    secretKey: store.secretKey,
  });

it('BLOB-16 BLOB-18 files go to the bucket and come from it directly, and the policy lets pages connect there', async () => {
  const s3 = bucketOf();
  const server = await run({ config: { s3 } });
  const [alice, bob] = await peopleOf(server, 'Alice', 'Bob');
  const as = ({ cookie }: { cookie: string }) => ({ origin: server.local, cookie });
  const bytes = randomBytes(5 * MB + 7);
  const id = await upload(as(alice), bytes);
  const group = await makeGroup(alice, bob);
  expect(await download(as(bob), id)).toBe('not-found');
  const writer = alice.writer();
  const { id: message, update } = messageWith(writer, [id]);
  expect(await (await alice.open(group.chapter)).push(update)).toBe('saved');
  expect(await download(as(bob), id, 'bytes=5242878-5242881')).toEqual(
    new Uint8Array(bytes.subarray(5_242_878, 5_242_882)),
  );
  const source = new URL(String((await askBlobs(as(bob), 'GET', `/${id}`)).json.url));
  expect(source.origin).toBe(store.url);
  const answer = await fetch(source, { headers: { origin: ORIGIN } });
  await answer.body?.cancel();
  expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  expect(answer.headers.get('content-disposition')).toBe('attachment');
  const policy = (await fetch(`${server.local}/health/live`)).headers.get('content-security-policy') ?? '';
  expect(policy).toContain(`connect-src 'self' ${store.url};`);
  expect((await fetch(`${server.local}/health/ready`)).status).toBe(200);
  expect((await fetch(`${server.local}/blobs/${id}`)).status).not.toBe(200);

  expect(await (await alice.open(group.chapter)).push(writer.remove(message, alice.number))).toBe('saved');
  await expect.poll(async () => (await fetch(source)).status, SOON).toBe(404);
});

it('BLOB-6 BLOB-7 what the store takes and should not is refused when it is completed', async () => {
  const s3 = bucketOf();
  const server = await run({ config: { s3 } });
  const [mallory] = await peopleOf(server, 'Mallory');
  const m = { origin: server.local, cookie: mallory.cookie };
  const id = newBlobId();
  const { urls } = (await begin(m, id, 10)).json as { urls: PartUrl[] };
  const url = urls[0]?.url ?? '';
  // A URL of S3 bounds no size.
  expect((await put(m, url, randomBytes(MB))).status).toBe(200);
  expect(codeIn(await askBlobs(m, 'POST', `/${id}/complete`))).toBe('incomplete');
  // Nor can it be changed to another part, upload or key.
  for (const [name, value] of [
    ['partNumber', '10001'],
    ['partNumber', '0'],
    ['uploadId', 'another'],
  ] as const) {
    const changed = new URL(url);
    changed.searchParams.set(name, value);
    expect((await put(m, changed.href, randomBytes(10))).status).toBe(403);
  }
  const moved = new URL(url);
  moved.pathname = moved.pathname.replace(id, newBlobId());
  expect((await put(m, moved.href, randomBytes(10))).status).toBe(403);
  expect((await put(m, url, randomBytes(10))).status).toBe(200);
  const answers = await Promise.all(Array.from({ length: 4 }, () => askBlobs(m, 'POST', `/${id}/complete`)));
  for (const { status } of answers) expect(status).toBe(204);
  // After the end nothing can be put under it.
  expect((await put(m, url, randomBytes(11))).status).toBe(404);
  expect(await download(m, id)).toHaveLength(10);

  const cancelled = newBlobId();
  const begun = (await begin(m, cancelled, 10)).json as { urls: PartUrl[] };
  await put(m, begun.urls[0]?.url ?? '', randomBytes(10));
  expect((await askBlobs(m, 'DELETE', `/${cancelled}`)).status).toBe(204);
  const uploads = async () => (await clientOf().listIncompleteUploads(s3.bucket, '', true).toArray()).length;
  await expect.poll(uploads, SOON).toBe(0);
});

it('BLOB-5 an upload to a bucket goes on after the server was killed', async () => {
  const port = await freePort();
  const { url, bucket, accessKey, secretKey } = bucketOf();
  const server = await startServer({
    port,
    env: {
      SKERRY_LOG: 'error',
      SKERRY_ORIGIN: `http://127.0.0.1:${port}`,
      SKERRY_S3_URL: url,
      SKERRY_S3_BUCKET: bucket,
      SKERRY_S3_ACCESS_KEY: accessKey,
      SKERRY_S3_SECRET_KEY: secretKey,
    },
  });
  const again = async () => {
    await server.kill();
    await server.start();
  };
  const { cookie } = await signUp({ origin: server.url, url: '' }, 'alice');
  const a = { origin: server.url, cookie };
  const bytes = randomBytes(5 * MB + 9);
  const id = newBlobId();
  const { urls } = (await begin(a, id, bytes.byteLength)).json as { urls: PartUrl[] };
  await again();
  expect((await put(a, urls[1]?.url ?? '', bytes.subarray(5 * MB))).status).toBe(200);
  const resumed = (await begin(a, id, bytes.byteLength)).json as { urls: PartUrl[] };
  expect(resumed.urls.map(({ part }) => part)).toEqual([1]);
  expect((await put(a, resumed.urls[0]?.url ?? '', bytes.subarray(0, 5 * MB))).status).toBe(200);
  await again();
  const completing = askBlobs(a, 'POST', `/${id}/complete`).catch(() => undefined);
  await again();
  await completing;
  await expect.poll(() => upload(a, bytes, id).catch(() => undefined), SOON).toBe(id);
  expect(await download(a, id)).toEqual(new Uint8Array(bytes));
}, 300_000);

it('BLOB-16 a bucket that cannot be used, or in which files end by themselves, is one sentence, and no server', async () => {
  const wrong = run({ config: { s3: { ...bucketOf(), secretKey: 'wrong' } } });
  await expect(wrong).rejects.toThrow(/^The bucket files-\S+ at http\S+ cannot be used \(\w+\); look at .*\.$/);
  const nobody = run({ config: { s3: { ...bucketOf(), url: 'http://127.0.0.1:1' } } });
  await expect(nobody).rejects.toThrow(/cannot be used/);

  const expiring = bucketOf();
  const client = clientOf();
  await client.makeBucket(expiring.bucket, 'us-east-1');
  const rule = { ID: 'a month', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 30 } };
  await client.setBucketLifecycle(expiring.bucket, { Rule: [rule] } as never);
  await expect(run({ config: { s3: expiring } })).rejects.toThrow(/has a lifecycle rule that removes files/);

  const other = bucketOf();
  await client.makeBucket(other.bucket, 'us-east-1');
  const elsewhere = { ...rule, Filter: { Prefix: 'logs/' } };
  await client.setBucketLifecycle(other.bucket, { Rule: [elsewhere] } as never);
  await run({ config: { s3: other } });
  const config: { Rule: { ID: string }[] } = JSON.parse(JSON.stringify(await client.getBucketLifecycle(other.bucket)));
  expect(config.Rule.map(({ ID }) => ID).sort()).toEqual(['a month', 'skerry-unfinished-uploads']);
  // Started again it finds all as it should be.
  await run({ config: { s3: other } });
});

it('BLOB-17 the server is ready only while a file could be stored', async () => {
  let ahead = 0;
  const server = await run({ surroundings: { monotonic: () => performance.now() + ahead } });
  const ready = async () => {
    const answer = await fetch(`${server.local}/health/ready`);
    return { status: answer.status, ...(await answer.json()) };
  };
  expect(await ready()).toEqual({ status: 'ready' });
  rmSync(join(server.data, 'blobs', 'temporary'), { recursive: true });
  ahead += 60_000;
  expect(await ready()).toEqual({ status: 'not-ready', reason: 'cannot-store-files', missing: ['cannot-store-files'] });
  mkdirSync(join(server.data, 'blobs', 'temporary'));
  ahead += 60_000;
  expect(await ready()).toEqual({ status: 'ready' });
  expect(server.lines.filter((line) => line.includes('files-'))).toHaveLength(2);
});
