import { expect, it } from 'vitest';
import { attach, given, isReady, send, tray } from '../support/attaching.ts';
import { findBarriers } from '../support/axe.ts';
import { ServerProcess } from '../support/server-process.ts';
import { attachedOn, keptBlobs, openKept } from './kept-files.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('MEDIA-4 what is too large is refused in numbers, and a full disk is said when it is full', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const { page } = alice;
    await page.goto(`${server.url}/new`);
    await page.getByText('Notes to self').first().click();
    await alice.field().evaluate((field) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(150 * 1024 * 1024)], 'film.bin'));
      data.items.add(new File(['fine'], 'fine.txt'));
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await alice.seesText('film.bin can’t be sent. Your file: 150 MB. The limit is 100 MB.');
    await isReady(alice, 1);
    await page.route('**/api/blobs', (route) => route.fulfill({ json: { largest: 4_096, used: 0, quota: 1_000_000 } }));
    await attach(alice, 'File', [given('server.bin', '', Buffer.alloc(8_192))]);
    await alice.seesText('server.bin can’t be sent. Your file: 8 kB. The limit of this server is 4 kB.');
    await isReady(alice, 1);
    await page.unroute('**/api/blobs');
    const maker = page.workers().find((worker) => worker.url().includes('make-worker'));
    await maker?.evaluate(() => {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...values: Parameters<typeof put>) {
        const request = put.apply(this, values);
        if (this.name === 'parts') this.transaction.abort();
        return request;
      };
    });
    await attach(alice, 'File', [given('more.txt', 'text/plain', Buffer.from('more'))]);
    await alice.seesText('more.txt could not be copied. This device has no room left.');
    await isReady(alice, 1);
    await expect.poll(async () => (await keptBlobs(page)).length).toBe(1);
  } finally {
    await server.dispose();
  }
});

it('MEDIA-12 a video is scaled, has its length and a picture of it; a picture that moves stays as it is', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const { page } = alice;
    await page.goto(`${server.url}/new`);
    await page.getByText('Notes to self').first().click();
    const film = await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: 1_600, height: 1_000 });
      const context = canvas.getContext('2d', { alpha: false });
      const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm;codecs=vp8' });
      const ended = new Promise<Blob>((resolve) => {
        const all: Blob[] = [];
        recorder.addEventListener('dataavailable', ({ data }) => all.push(data));
        recorder.addEventListener('stop', () => resolve(new Blob(all)));
      });
      const first = new Promise((resolve) => recorder.addEventListener('dataavailable', resolve, { once: true }));
      let frame = 0;
      const drawing = setInterval(() => {
        if (context === null) return;
        context.fillStyle = `hsl(${frame++ * 18} 80% 50%)`;
        context.fillRect(0, 0, 1_600, 1_000);
      }, 50);
      // Its first part is as long as was asked for.
      recorder.start(4_000);
      await first;
      clearInterval(drawing);
      recorder.stop();
      const bytes = new Uint8Array(await (await ended).arrayBuffer());
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return btoa(text);
    });
    const gif = Buffer.from(
      'R0lGODlhAQABAIAAAP8AAAD/ACH/C05FVFNDQVBFMi4wAwEAAAAh/ghTS0VSUlkhIQAh+QQACgAAACwAAAAAAQABAAACAkQBACH5BAAKAAAALAAAAAABAAEAAAICTAEAOw==',
      'base64',
    );
    await attach(alice, 'Photo or video', [
      given('film.webm', 'video/webm', Buffer.from(film, 'base64')),
      given('moves.gif', 'image/gif', gif),
    ]);
    await isReady(alice, 2);
    const [video, picture] = await attachedOn(page);
    if (video?.file.look?.kind !== 'video' || picture === undefined) throw new Error('No video was made.');
    expect(video.file).toMatchObject({ name: 'film.webm', type: 'video/webm', look: { width: 1_152, height: 720 } });
    expect(video.file.look.seconds).toBeGreaterThan(0.5);
    expect(video.file.look.poster).toBeDefined();
    const told = await page.evaluate(
      async (all) => {
        const element = document.createElement('video');
        element.src = URL.createObjectURL(new Blob([new Uint8Array(all)], { type: 'video/webm' }));
        await new Promise((resolve) => element.addEventListener('loadedmetadata', resolve, { once: true }));
        return [element.videoWidth, element.videoHeight, element.duration];
      },
      [...(await openKept(page, video.file))],
    );
    expect(told.slice(0, 2)).toEqual([1_152, 720]);
    expect(told[2]).toBeCloseTo(video.file.look.seconds, 0);

    expect(picture.file).toMatchObject({ name: 'moves.gif', type: 'image/gif', look: { kind: 'picture', width: 1 } });
    const kept = Buffer.from(await openKept(page, picture.file));
    expect(kept.includes('SKERRY')).toBe(false);
    expect(kept.includes('NETSCAPE2.0')).toBe(true);
    expect(kept.length).toBe(gif.length - 12);
  } finally {
    await server.dispose();
  }
});

const MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

it('A11Y-1 MEDIA-7 MEDIA-8 a voice message is recorded, paused, listened to and sent; a reload leaves it in the tray', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { flags: MICROPHONE });
    const { page } = alice;
    await page.goto(`${server.url}/new`);
    await page.getByText('Notes to self').first().click();
    await alice.isInstalled();
    await alice.goOffline();
    const record = page.getByRole('button', { name: 'Record voice message' });
    const recorder = page.getByRole('group', { name: 'Recording a voice message' });
    /** Waits until so many seconds are recorded. */
    const recorded = (least: number): Promise<unknown> =>
      expect
        .poll(async () => {
          const [minutes = 0, seconds = 0] = ((await recorder.locator('time').textContent()) ?? '')
            .split(':')
            .map(Number);
          return minutes * 60 + seconds;
        })
        .toBeGreaterThanOrEqual(least);
    await record.click();
    await recorded(2);
    expect(await findBarriers(page)).toEqual([]);
    await recorder.getByRole('button', { name: 'Pause' }).click();
    await recorder.getByRole('button', { name: 'Resume' }).click();
    await recorded(3);
    await recorder.getByRole('button', { name: 'Stop and listen' }).click();
    await isReady(alice, 1);
    const [voice] = await attachedOn(page);
    if (voice?.file.look?.kind !== 'voice') throw new Error('No voice message was made.');
    expect(voice.file.type).toBe('audio/webm');
    expect(voice.file.look.seconds).toBeGreaterThan(2);
    expect(voice.file.look.seconds).toBeLessThan(200);
    expect(voice.file.look.bars).toMatch(/^[0-9a-f]{20,50}$/);
    // Its length and its places to seek to are in the file itself.
    const bytes = await openKept(page, voice.file);
    const told = await page.evaluate(
      async (all) => {
        const audio = new Audio(URL.createObjectURL(new Blob([new Uint8Array(all)], { type: 'audio/webm' })));
        await new Promise((resolve) => audio.addEventListener('loadedmetadata', resolve, { once: true }));
        return audio.duration;
      },
      [...bytes],
    );
    expect(told).toBeCloseTo(voice.file.look.seconds, 0);
    await tray(alice).getByRole('button', { name: 'Listen' }).click();
    await tray(alice).getByRole('button', { name: 'Pause' }).waitFor();
    await send(alice);
    await page.locator('article[data-message-id]').first().waitFor();

    await record.click();
    await recorded(3);
    await page.reload();
    await isReady(alice, 1);
    const [rescued] = await attachedOn(page);
    expect(rescued?.file.look).toMatchObject({ kind: 'voice' });
    await page.getByRole('button', { name: /^Remove Voice message/ }).click();
    await isReady(alice, 0);

    await record.click();
    await recorded(1);
    await recorder.getByRole('button', { name: 'Delete recording' }).click();
    await record.waitFor();
    // Held, and let go: it is sent at once.
    const box = await record.boundingBox();
    if (box === null) throw new Error('There is no button to record.');
    await page.mouse.move(box.x + 10, box.y + 10);
    await page.mouse.down();
    await recorded(2);
    await page.mouse.up();
    await expect.poll(() => page.locator('article[data-message-id]').count()).toBe(2);
    await page.mouse.down();
    await recorded(1);
    await page.mouse.move(box.x - 150, box.y + 10);
    await page.mouse.up();
    await record.waitFor();
    expect(await page.locator('article[data-message-id]').count()).toBe(2);
  } finally {
    await server.dispose();
  }
});
