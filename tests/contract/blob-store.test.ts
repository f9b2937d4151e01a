import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BlobId, makeBlobId } from '../../shared/ids/blob.ts';
import type { BlobStore, Upload } from '../../storage/blobs/blob-store.ts';
import { type OpenedStore, STORES } from './blob-stores.ts';

const newId = (): BlobId => makeBlobId(randomBytes(16));

const opened: OpenedStore[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.dispose();
});

const whole = async (bytes: AsyncIterable<Uint8Array> | undefined): Promise<Buffer | undefined> =>
  bytes === undefined ? undefined : Buffer.concat(await Array.fromAsync(bytes));

const heldBy = async (store: BlobStore) =>
  (await Array.fromAsync(store.list())).map(({ id, upload }) => ({ id, isUpload: upload !== undefined }));

describe.each(STORES)('BLOB-6 the $name store', (adapter) => {
  beforeAll(() => adapter.begin?.(), 120_000);
  afterAll(() => adapter.end?.());
  const open = async () => {
    const each = await adapter.open();
    opened.push(each);
    return each;
  };
  const put =
    ({ store, fetch }: OpenedStore) =>
    async (upload: Upload, number: number, bytes: Uint8Array): Promise<number> => {
      const [url = ''] = await store.partUrls(upload, [{ number, size: bytes.byteLength }]);
      return (await fetch(url, { method: 'PUT', body: new Uint8Array(bytes) })).status;
    };
  /** A blob of three parts, complete. */
  const filled = async (each: OpenedStore) => {
    const id = newId();
    const upload = { id, upload: await each.store.begin(id) };
    const parts = [each.store.leastPartBytes, each.store.leastPartBytes, 1234].map((size) => randomBytes(size));
    for (const [i, bytes] of parts.entries()) expect(await put(each)(upload, i + 1, bytes)).toBe(200);
    expect(await each.store.complete(upload, (await each.store.parts(upload)) ?? [])).toBe(true);
    return { id, upload, bytes: Buffer.concat(parts) };
  };

  it('BLOB-5 lists the parts that are stored whole, whatever their order, also after a restart', async () => {
    const each = await open();
    const id = newId();
    const upload = { id, upload: await each.store.begin(id) };
    expect(await each.store.parts(upload)).toEqual([]);
    for (const number of [3, 1]) expect(await put(each)(upload, number, randomBytes(number))).toBe(200);
    // Sent again: the last stands.
    expect(await put(each)(upload, 1, randomBytes(7))).toBe(200);
    const expected = [
      { number: 1, size: 7, etag: expect.stringMatching(/^[^"]+$/) },
      { number: 3, size: 3, etag: expect.stringMatching(/^[^"]+$/) },
    ];
    expect(await each.store.parts(upload)).toEqual(expected);
    const again = await each.reopen();
    expect(await again.parts(upload)).toEqual(expected);
    expect(await heldBy(again)).toEqual([{ id, isUpload: true }]);
    expect(await again.size(id)).toBeUndefined();
  });

  it('BLOB-6 makes one blob of all parts, in order, and reads it whole and by range', async () => {
    const each = await open();
    const { id, bytes } = await filled(each);
    const store = await each.reopen();
    const least = store.leastPartBytes;
    expect(await store.size(id)).toBe(bytes.byteLength);
    expect((await whole(await store.read(id)))?.equals(bytes)).toBe(true);
    for (const [first, last] of [
      [0, 0],
      [least - 1, least],
      [least, 2 * least],
      [bytes.byteLength - 1, bytes.byteLength - 1],
    ] as const)
      expect((await whole(await store.read(id, { first, last })))?.equals(bytes.subarray(first, last + 1))).toBe(true);
    expect(await heldBy(store)).toEqual([{ id, isUpload: false }]);
  });

  it('BLOB-11 a URL gives the bytes, and ranges of them', async () => {
    const each = await open();
    const { id, bytes } = await filled(each);
    const url = await each.store.readUrl(id);
    const all = await each.fetch(url);
    expect(all.status).toBe(200);
    expect(Buffer.from(await all.arrayBuffer()).equals(bytes)).toBe(true);
    const least = each.store.leastPartBytes;
    const part = await each.fetch(url, { headers: { range: `bytes=${least - 2}-${least + 1}` } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes ${least - 2}-${least + 1}/${bytes.byteLength}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(least - 2, least + 2))).toBe(true);
    expect((await each.fetch(url, { headers: { range: `bytes=${bytes.byteLength}-` } })).status).toBe(416);
    expect((await each.fetch(await each.store.readUrl(newId()))).status).toBe(404);
  });

  it('BLOB-6 is not complete by parts that were replaced since they were listed', async () => {
    const each = await open();
    const id = newId();
    const upload = { id, upload: await each.store.begin(id) };
    await put(each)(upload, 1, randomBytes(10));
    const listed = (await each.store.parts(upload)) ?? [];
    await put(each)(upload, 1, randomBytes(11));
    expect(await each.store.complete(upload, listed)).toBe(false);
    expect(await each.store.size(id)).toBeUndefined();
    expect(await each.store.complete(upload, (await each.store.parts(upload)) ?? [])).toBe(true);
    expect(await each.store.size(id)).toBe(11);
  });

  it('BLOB-6 a complete blob takes no more parts', async () => {
    const each = await open();
    const { id, upload, bytes } = await filled(each);
    expect(await put(each)(upload, 3, randomBytes(1234))).toBe(404);
    expect(await each.store.parts(upload)).toBeUndefined();
    expect((await whole(await each.store.read(id)))?.equals(bytes)).toBe(true);
  });

  it('BLOB-6 completed several times at once, a blob is whole', async () => {
    const each = await open();
    const id = newId();
    const upload = { id, upload: await each.store.begin(id) };
    const bytes = randomBytes(10);
    await put(each)(upload, 1, bytes);
    const listed = (await each.store.parts(upload)) ?? [];
    await Promise.all(Array.from({ length: 4 }, () => each.store.complete(upload, listed)));
    expect((await whole(await each.store.read(id)))?.equals(bytes)).toBe(true);
  });

  it('BLOB-7 an aborted upload leaves nothing and takes nothing', async () => {
    const each = await open();
    const id = newId();
    const upload = { id, upload: await each.store.begin(id) };
    await put(each)(upload, 1, randomBytes(10));
    const listed = (await each.store.parts(upload)) ?? [];
    await each.store.abort(upload);
    await each.store.abort(upload);
    expect(await put(each)(upload, 1, randomBytes(10))).toBe(404);
    expect(await each.store.parts(upload)).toBeUndefined();
    expect(await each.store.complete(upload, listed)).toBe(false);
    expect(await heldBy(each.store)).toEqual([]);
    // Its id can be used again.
    const next = { id, upload: await each.store.begin(id) };
    expect(await each.store.parts(next)).toEqual([]);
  });

  it('BLOB-12 a removed blob is gone, and removing it again does no harm', async () => {
    const each = await open();
    const { id } = await filled(each);
    const kept = await filled(each);
    await each.store.remove(id);
    await each.store.remove(id);
    expect(await each.store.size(id)).toBeUndefined();
    expect(await each.store.read(id)).toBeUndefined();
    expect(await heldBy(each.store)).toEqual([{ id: kept.id, isUpload: false }]);
  });

  it('BLOB-3 says whether there is room, and whether it can store', async () => {
    const { store } = await open();
    expect(await store.hasRoom(1)).toBe(true);
    await store.probe();
    expect(await heldBy(store)).toEqual([]);
  });
});
