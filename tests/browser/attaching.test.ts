import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { attach, given, isReady, send, tiles, tray } from '../support/attaching.ts';
import { findBarriers } from '../support/axe.ts';
import { PLACE_MARK, withExif } from '../support/jpeg-with-place.ts';
import { ServerProcess } from '../support/server-process.ts';
import { attachedOn, keptBlobs, openKept } from './kept-files.ts';
import { newPerson, type Person, SERVER_ENV } from './person.ts';

/** A picture with four different corners, as the browser itself encodes it. */
const drawPicture = async (page: Page, width: number, height: number, type = 'image/jpeg'): Promise<Uint8Array> => {
  const base64 = await page.evaluate(
    async ({ width, height, type }) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      for (const [i, colour] of ['red', 'lime', 'blue', 'yellow'].entries()) {
        if (context === null) break;
        context.fillStyle = colour;
        context.fillRect((i % 2) * (width / 2), Math.floor(i / 2) * (height / 2), width / 2, height / 2);
      }
      const blob = await canvas.convertToBlob({ type, quality: 0.9 });
      let text = '';
      for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
      return btoa(text);
    },
    { width, height, type },
  );
  return new Uint8Array(Buffer.from(base64, 'base64'));
};

it('MEDIA-1 MEDIA-2 MEDIA-3 a picture attached offline is stored without its place, turned upright, and stands in a message with its caption', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    await alice.page.goto(`${server.url}/new`);
    await alice.page.getByText('Notes to self').first().click();
    const photo = withExif(await drawPicture(alice.page, 3_000, 2_000), 6);
    await alice.goOffline();
    await attach(alice, 'Photo or video', [given('IMG_1.JPG', 'image/jpeg', photo)]);
    await isReady(alice, 1);

    const [made] = await attachedOn(alice.page);
    expect(made?.file).toMatchObject({ type: 'image/jpeg', look: { kind: 'picture', width: 1_280, height: 1_920 } });
    if (made?.original === undefined || made.file.look?.kind !== 'picture') throw new Error('No picture was made.');
    const { preview, thumbnail, placeholder = '' } = made.file.look;
    expect(Buffer.from(placeholder, 'base64').length).toBeLessThanOrEqual(32);
    for (const sealed of [made.file, preview, thumbnail]) {
      if (sealed === undefined) throw new Error('A size is missing.');
      expect(Buffer.from(await openKept(alice.page, sealed)).includes(PLACE_MARK)).toBe(false);
    }
    expect(Buffer.from(await openKept(alice.page, made.original)).includes(PLACE_MARK)).toBe(true);

    // Other qualities are made from the copy on the disk, also after a reload.
    await alice.page.reload();
    await isReady(alice, 1);
    const choose = async (now: string, next: RegExp): Promise<void> => {
      await tray(alice).getByRole('button', { name: now }).click();
      await alice.page.getByRole('menuitemcheckbox', { name: next }).click();
      await isReady(alice, 1);
    };
    await choose('Standard quality', /^Original/);
    await expect.poll(async () => (await attachedOn(alice.page))[0]?.file.blob).toBe(made.original.blob);
    await alice.seesText('IMG_1.JPG keeps what its file tells, such as where it was taken.');
    await choose('Original quality', /^High/);
    await expect
      .poll(async () => (await attachedOn(alice.page))[0]?.file.look)
      .toMatchObject({ width: 2_000, height: 3_000 });
    await choose('High quality', /^Standard/);
    await expect
      .poll(async () => (await attachedOn(alice.page))[0]?.file.look)
      .toMatchObject({ width: 1_280, height: 1_920 });
    const [again] = await attachedOn(alice.page);
    if (again?.file.look?.kind !== 'picture') throw new Error('No picture was made.');
    const { look } = again.file;

    await alice.field().fill('From the boat');
    await send(alice);
    await alice.page.locator('article[data-message-id]').first().waitFor();
    await expect.poll(() => tiles(alice).count()).toBe(0);
    expect(await attachedOn(alice.page)).toEqual([]);
    await expect
      .poll(async () => new Set(await keptBlobs(alice.page)))
      .toEqual(new Set([again.file.blob, look.preview?.blob, look.thumbnail?.blob]));
  } finally {
    await server.dispose();
  }
});

const labels = (person: Person): Promise<string[]> =>
  tiles(person).evaluateAll((all) => all.map((one) => one.querySelector('.hidden-visually')?.textContent ?? ''));

it('A11Y-1 MEDIA-6 MEDIA-9 MEDIA-10 files of all sorts are attached, reordered and removed, stay across a reload, and go in messages of ten', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const { page } = alice;
    await page.goto(`${server.url}/new`);
    await page.getByText('Notes to self').first().click();
    await attach(alice, 'File', [
      given('empty.txt', 'text/plain', new Uint8Array()),
      given('IMG_0001.HEIC', '', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')),
      given('page.html', 'image/png', Buffer.from('<script>alert(1)</script>')),
    ]);
    await isReady(alice, 3);
    expect(await labels(alice)).toEqual([
      'empty.txt, 0 bytes, 1 of 3',
      'IMG_0001.HEIC, 24 bytes, 2 of 3',
      'page.html, 25 bytes, 3 of 3',
    ]);
    await alice.seesText('IMG_0001.HEIC is sent as a file. This browser can’t read HEIC pictures.');
    expect((await attachedOn(page)).map(({ file }) => file.type)).toEqual([
      'application/octet-stream',
      'image/heic',
      'text/plain',
    ]);

    await tiles(alice).nth(2).press('Alt+ArrowLeft');
    await expect.poll(() => labels(alice)).toContainEqual('page.html, 25 bytes, 2 of 3');
    expect(await findBarriers(page)).toEqual([]);
    const middleOf = async (nth: number): Promise<readonly [number, number]> => {
      const box = await tiles(alice).nth(nth).boundingBox();
      return box === null ? [0, 0] : [box.x + 30, box.y + box.height / 2];
    };
    const [from, to] = [await middleOf(0), await middleOf(1)];
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...to, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => labels(alice)).toContainEqual('page.html, 25 bytes, 1 of 3');
    await tiles(alice).nth(1).press('Alt+ArrowLeft');
    await expect.poll(() => labels(alice)).toContainEqual('page.html, 25 bytes, 2 of 3');
    await page.getByRole('button', { name: 'Remove IMG_0001.HEIC' }).click();
    await isReady(alice, 2);
    await expect.poll(async () => (await keptBlobs(page)).length).toBe(2);
    await page.reload();
    await isReady(alice, 2);
    expect(await labels(alice)).toEqual(['empty.txt, 0 bytes, 1 of 2', 'page.html, 25 bytes, 2 of 2']);
    expect((await keptBlobs(page)).length).toBe(2);

    // Dropped on the conversation, and pasted into the field.
    const png = await drawPicture(page, 300, 200, 'image/png');
    const drops = await page.evaluateHandle(
      (bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], 'dropped.png'));
        return data;
      },
      [...png],
    );
    const log = page.locator('[data-drop]').first();
    await log.dispatchEvent('dragover', { dataTransfer: drops });
    await expect.poll(() => log.getAttribute('data-dropping')).toBe('');
    await log.dispatchEvent('drop', { dataTransfer: drops });
    await isReady(alice, 3);
    await alice.field().evaluate(
      (field, bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], 'image.png', { type: 'image/png' }));
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      },
      [...png],
    );
    await isReady(alice, 4);
    await alice.field().evaluate((field) => {
      const data = new DataTransfer();
      data.setData('text/html', '<p>One &amp; two</p>');
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await expect.poll(() => alice.field().inputValue()).toBe('One & two');
    await attach(
      alice,
      'File',
      Array.from({ length: 8 }, (_, i) => given(`note-${i}.txt`, 'text/plain', Buffer.from(`note ${i}`))),
    );
    await isReady(alice, 12);
    await alice.goOffline();
    await send(alice);
    await expect.poll(() => page.locator('article[data-message-id]').count()).toBe(2);
    await expect.poll(() => tiles(alice).count()).toBe(0);
  } finally {
    await server.dispose();
  }
});

it('MEDIA-13 choosing files and removing one leave the focus in the field', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const { page } = alice;
    await page.goto(`${server.url}/new`);
    await page.getByText('Notes to self').first().click();
    const isInField = () => alice.field().evaluate((field) => field === document.activeElement);
    await attach(
      alice,
      'File',
      ['a', 'b', 'c', 'd'].map((name) => given(`${name}.txt`, 'text/plain', Buffer.from(name))),
    );
    await expect.poll(isInField).toBe(true);
    await isReady(alice, 4);
    await page.getByRole('button', { name: 'Remove a.txt' }).click();
    await isReady(alice, 3);
    await expect.poll(isInField).toBe(true);
    await tiles(alice).first().press('Delete');
    await isReady(alice, 2);
    await expect.poll(isInField).toBe(true);
    await tiles(alice).first().click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await isReady(alice, 1);
    await expect.poll(isInField).toBe(true);
    await tiles(alice).first().press('Backspace');
    await expect.poll(() => tray(alice).count()).toBe(0);
    await expect.poll(isInField).toBe(true);
  } finally {
    await server.dispose();
  }
});

it('MEDIA-9 of two tabs with the same tray one sends: the other neither sends again nor removes what the message needs', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const { page } = alice;
    await page.goto(`${server.url}/new`);
    await page.getByText('Notes to self').first().click();
    await attach(alice, 'File', [given('one.txt', '', Buffer.from('one')), given('two.txt', '', Buffer.from('two'))]);
    await isReady(alice, 2);
    const other = await alice.device.context.newPage();
    await other.goto(page.url());
    const there = other.getByRole('region', { name: 'Attached files' }).locator('button[data-item]');
    await expect.poll(() => there.count()).toBe(2);
    await alice.goOffline();
    await send(alice);
    await expect.poll(() => tiles(alice).count()).toBe(0);
    await other.getByRole('button', { name: 'Remove one.txt' }).click();
    await expect.poll(() => there.count()).toBe(0);
    expect((await keptBlobs(page)).length).toBe(2);
    await other.getByRole('textbox').last().fill('alone');
    await other.getByRole('button', { name: 'Send', exact: true }).click();
    await expect.poll(() => page.locator('article[data-message-id]').count()).toBe(2);
    await alice.goOnline();
    await alice.seesState('alone', 'sent');
    await expect.poll(() => page.locator('article[data-message-id]').count()).toBe(2);
    await page.getByRole('button', { name: 'Save two.txt' }).waitFor();
  } finally {
    await server.dispose();
  }
});

it('MEDIA-9 what is pasted goes with the words, also when Enter follows at once', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const { page } = alice;
    await page.goto(`${server.url}/new`);
    await page.getByText('Notes to self').first().click();
    await alice.field().fill('look at this');
    await alice.field().evaluate((field) => {
      const data = new DataTransfer();
      data.items.add(new File(['fine'], 'fine.txt'));
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      field.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }),
      );
    });
    await isReady(alice, 1);
    expect(await page.locator('article[data-message-id]').count()).toBe(0);
    await send(alice);
    await expect.poll(() => page.locator('article[data-message-id]').count()).toBe(1);
    await page.getByRole('button', { name: 'Save fine.txt' }).waitFor();
  } finally {
    await server.dispose();
  }
});
