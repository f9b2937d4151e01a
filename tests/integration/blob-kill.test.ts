import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join as joinPath } from 'node:path';
import { expect, it } from 'vitest';
import {
  type Asker,
  askBlobs,
  begin,
  download,
  messageWith,
  newBlobId,
  type PartUrl,
  put,
  upload,
} from '../support/blob-client.ts';
import { join, makeGroup } from '../support/members.ts';
import { mulberry } from '../support/mulberry.ts';
import { RawClient } from '../support/raw-client.ts';
import { startServer } from '../support/start-server.ts';

const MB = 1024 * 1024;
const KILLS = 5;
const SOON = { timeout: 20_000 };

/** Asked again when the connection was one to a server that was killed. */
const eventually = async <T>(work: () => Promise<T>): Promise<T> => {
  for (const lastTry = Date.now() + SOON.timeout; ; ) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > lastTry) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
};

const start = async () => {
  const server = await startServer({ env: { SKERRY_RATE_LIMITS: 'off', SKERRY_LOG: 'error' } });
  const address = { url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url };
  return { server, address };
};

/** Sends the beginning of a part and leaves it there. */
const sendHalf = ({ origin }: Asker, url: string, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    const sent = request(new URL(url, origin), { method: 'PUT', headers: { 'content-length': bytes.byteLength } });
    sent.on('error', () => {});
    sent.write(bytes.subarray(0, bytes.byteLength / 2), () => resolve());
  });

it('BLOB-5 an upload goes on after the server was killed at each of its steps', async () => {
  const { server, address } = await start();
  const alice = await join(address, 'alice');
  const bob = await join(address, 'bob');
  const a: Asker = { origin: server.url, cookie: alice.cookie };
  const again = async () => {
    await server.kill();
    await server.start();
  };
  const bytes = randomBytes(3 * MB + 3);
  const part = (n: number) => bytes.subarray((n - 1) * MB, n * MB);
  const id = newBlobId();
  const listed = async () =>
    ((await askBlobs(a, 'GET', `/${id}/parts`)).json.parts as { number: number }[]).map(({ number }) => number);

  const urls = (await begin(a, id, bytes.byteLength)).json.urls as PartUrl[];
  await again();
  // A URL outlives the server that made it.
  expect((await eventually(() => put(a, urls[1]?.url ?? '', part(2)))).status).toBe(200);
  await again();
  expect(await eventually(listed)).toEqual([2]);
  await sendHalf(a, urls[0]?.url ?? '', part(1));
  await again();
  expect(await eventually(listed)).toEqual([2]);
  expect(readdirSync(joinPath(server.data, 'blobs', 'temporary'))).toEqual([]);
  const missing = (await begin(a, id, bytes.byteLength)).json.urls as PartUrl[];
  expect(missing.map(({ part: number }) => number)).toEqual([1, 3, 4]);
  for (const { part: number, url } of missing) expect((await put(a, url, part(number))).status).toBe(200);
  await again();
  const completing = askBlobs(a, 'POST', `/${id}/complete`).catch(() => undefined);
  await again();
  await completing;
  expect(await eventually(() => upload(a, bytes, id))).toBe(id);
  await again();
  expect(await eventually(() => download(a, id))).toEqual(new Uint8Array(bytes));

  // The message, and its end.
  const group = await makeGroup(alice, bob);
  const reconnect = () => RawClient.connect(address.url, { cookie: alice.cookie, origin: address.origin });
  let raw = await reconnect();
  const writer = alice.writer();
  const { id: message, update } = messageWith(writer, [id]);
  expect(await (await raw.open(group.chapter, alice.token)).push(update)).toBe('saved');
  await again();
  const b: Asker = { origin: server.url, cookie: bob.cookie };
  expect(await eventually(() => download(b, id))).toEqual(new Uint8Array(bytes));
  raw = await reconnect();
  expect(await (await raw.open(group.chapter, alice.token)).push(writer.remove(message, alice.number))).toBe('saved');
  await again();
  raw.close();
  expect(await eventually(() => download(b, id))).toBe('not-found');
  await expect
    .poll(
      () =>
        readdirSync(joinPath(server.data, 'blobs', 'complete'), { recursive: true })
          .map(String)
          .filter((name) => name.includes(id)),
      SOON,
    )
    .toEqual([]);
}, 300_000);

it('BLOB-5 uploads that are killed at any moment end whole, once, and leave nothing else', async () => {
  const { server, address } = await start();
  const alice = await join(address, 'alice');
  alice.client.close();
  const a: Asker = { origin: server.url, cookie: alice.cookie };
  const random = mulberry(7);
  const files = Array.from({ length: 6 }, (_, i) => ({ id: newBlobId(), bytes: randomBytes(1 + i * 700_000) }));
  /** Connections of a killed server end later. */
  let lastTry = Number.POSITIVE_INFINITY;
  const sending = Promise.all(
    files.map(async ({ id, bytes }) => {
      for (;;) {
        try {
          await upload(a, bytes, id);
          return;
        } catch {
          if (Date.now() > lastTry) throw new Error(`${id} was not uploaded after the last kill`);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    }),
  );
  for (let i = 0; i < KILLS; i++) {
    await new Promise((resolve) => setTimeout(resolve, random() * 150));
    await server.kill();
    await server.start();
  }
  lastTry = Date.now() + SOON.timeout;
  await sending;
  for (const { id, bytes } of files) expect(await eventually(() => download(a, id))).toEqual(new Uint8Array(bytes));
  const held = (name: string) => readdirSync(joinPath(server.data, 'blobs', name));
  expect([held('temporary'), held('uploads')]).toEqual([[], []]);
  const sum = files.reduce((size, { bytes }) => size + bytes.byteLength, 0);
  expect((await eventually(() => askBlobs(a, 'GET'))).json).toMatchObject({ used: sum });
}, 300_000);
