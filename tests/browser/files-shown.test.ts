import { expect, it } from 'vitest';
import type { BodyOf } from '../../client/channel/timeline-view.ts';
import type { FileBody } from '../../shared/envelope/file-body.ts';
import { findBarriers } from '../support/axe.ts';
import { makePng, makeWav, swapChunks } from '../support/sealed-upload.ts';
import { ServerHere } from '../support/server-here.ts';
import { ServerProcess } from '../support/server-process.ts';
import { type Correspondent, correspondentOf } from './correspondent.ts';
import { newPerson, type Person, SERVER_ENV } from './person.ts';
import { recordVideo, recordVoice } from './recorded.ts';

const PLACEHOLDER = '1QcSHQRnh493V4dIh4eXh1h4kJUI';

const filesOf = (text: string, ...files: readonly FileBody[]): BodyOf<'files'> => ({
  kind: 'files',
  files: [...files],
  text,
});

const pictureOf = async (
  carol: Correspondent,
  name: string,
  { width = 1200, height = 800, alt = name, spoil = (sealed: Uint8Array): Uint8Array => sealed } = {},
): Promise<FileBody> => {
  const preview = await carol.seal(makePng(40, 30));
  const look = { kind: 'picture', width, height, placeholder: PLACEHOLDER, preview } as const;
  return carol.attach(makePng(width, height), { name, type: 'image/png', alt, look }, spoil);
};

/** How wide the pictures of a message really are, once they are decoded. */
const widths = (person: Person, text: string) =>
  person
    .message(text)
    .locator('[data-visual] img:not([aria-hidden])')
    .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));

/** At both widths, in both themes. */
const hasNoBarriers = async ({ page }: Person): Promise<void> => {
  const before = page.viewportSize();
  for (const viewport of [
    { width: 360, height: 780 },
    { width: 1440, height: 900 },
  ])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      expect(await findBarriers(page), `${viewport.width} ${colorScheme}`).toEqual([]);
    }
  if (before !== null) await page.setViewportSize(before);
};

const stopWorker = async ({ page }: Person): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  await session.detach();
};

it('MEDIA-30 pictures and files of others are shown and saved through the service worker, and offline once seen', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const { page } = alice;
    const carol = await correspondentOf(server, alice);
    const group = await carol.startGroup('Boat club');
    const notes = await carol.attach(new TextEncoder().encode('Tide turns at 7:40. <b>\n'), {
      name: 'tides für uns.txt',
      type: 'text/plain',
    });
    const program = await carol.attach(new Uint8Array([0x4d, 0x5a, 0, 0]), {
      name: 'charts.exe',
      type: 'application/octet-stream',
    });
    await carol.say(group, filesOf('at the pier', await pictureOf(carol, 'pier.png')));
    await carol.say(group, filesOf('the tides', notes));
    await carol.say(group, filesOf('the charts', program));
    await page.goto(`${server.url}/c/${group}`);
    await expect.poll(() => widths(alice, 'at the pier')).toEqual([40]);

    const save = async (press: () => Promise<void>): Promise<{ name: string; text: string }> => {
      const saved = page.waitForEvent('download');
      await press();
      const download = await saved;
      const chunks: Buffer[] = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
      return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString() };
    };
    expect(await save(() => page.getByRole('button', { name: 'Save tides für uns.txt' }).click())).toEqual({
      name: 'tides für uns.txt',
      text: 'Tide turns at 7:40. <b>\n',
    });
    // Read here, too, and nothing in it becomes an element.
    await page.getByRole('button', { name: 'Preview', exact: true }).click();
    const preview = page.getByRole('dialog', { name: 'Preview of tides für uns.txt' });
    await expect.poll(() => preview.locator('pre').innerHTML()).toContain('Tide turns at 7:40. &lt;b&gt;');
    await page.keyboard.press('Escape');

    // MEDIA-38: a program warns.
    await page.getByRole('button', { name: 'Save charts.exe' }).click();
    const warning = page.getByRole('alertdialog', { name: 'Save “charts.exe”?' });
    expect((await save(() => warning.getByRole('button', { name: 'Save', exact: true }).click())).name).toBe(
      'charts.exe',
    );

    // The worker forgets all it held, and the network is gone.
    await stopWorker(alice);
    await server.kill();
    await page.reload();
    await expect.poll(() => widths(alice, 'at the pier')).toEqual([40]);
    expect(await save(() => page.getByRole('button', { name: 'Save tides für uns.txt' }).click())).toMatchObject({
      name: 'tides für uns.txt',
    });

    // MEDIA-34: the picture itself was not here yet; it comes by itself when there is a connection again.
    await page.getByRole('button', { name: 'Open photo: pier.png' }).click();
    const lightbox = page.getByRole('dialog', { name: 'Photos and videos' });
    await lightbox.getByText('Can’t be loaded right now. Skerry tries again.').waitFor();
    await server.start();
    await expect
      .poll(() =>
        lightbox
          .locator('img:not([aria-hidden])')
          .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth)),
      )
      .toEqual([1200]);
    carol.stop();
  } finally {
    await server.dispose();
  }
});

it('MEDIA-36 a picture opens large, leads to the next one by keys, is zoomed, and gives the focus back; MEDIA-33 a video plays in its place', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const { page } = alice;
    const carol = await correspondentOf(server, alice);
    const group = await carol.startGroup('Boat club');
    const pictures = await Promise.all(['pier.png', 'mast.png', 'seal.png'].map((name) => pictureOf(carol, name)));
    await carol.say(group, filesOf('three of them', ...pictures));
    const film = await carol.attach(await recordVideo(page, 1_200), {
      name: 'sail.webm',
      type: 'video/webm',
      look: { kind: 'video', width: 320, height: 180, seconds: 1.2, placeholder: PLACEHOLDER },
    });
    await carol.say(group, filesOf('under sail', film));
    await page.goto(`${server.url}/c/${group}`);
    await expect.poll(() => widths(alice, 'three of them')).toEqual([40, 40, 40]);

    const first = page.getByRole('button', { name: 'Open photo: pier.png' });
    await first.click();
    const lightbox = page.getByRole('dialog', { name: 'Photos and videos' });
    await lightbox.getByText('1 of 3').waitFor();
    const width = () =>
      lightbox
        .locator('img:not([aria-hidden])')
        .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth));
    await expect.poll(width).toEqual([1200]);
    const scale = () => lightbox.locator('[style*="scale"]').evaluate((one) => getComputedStyle(one).scale);
    // Only a picture that is there is zoomed.
    await expect
      .poll(async () => {
        await page.keyboard.press('+');
        return Number(await scale());
      })
      .toBeGreaterThan(1.4);
    await page.keyboard.press('0');
    expect(await scale()).toBe('1');
    await page.keyboard.press('ArrowRight');
    await lightbox.getByText('2 of 3').waitFor();
    await expect.poll(() => lightbox.getByRole('img', { name: 'mast.png' }).count()).toBe(1);
    await hasNoBarriers(alice);
    await page.keyboard.press('Escape');
    await lightbox.waitFor({ state: 'detached' });
    await expect.poll(() => first.evaluate((one) => one === document.activeElement)).toBe(true);

    // MEDIA-33
    await page.getByRole('button', { name: 'Play video, 0:01' }).click();
    await expect
      .poll(() =>
        page
          .locator('video')
          .evaluate((one) => [(one as HTMLVideoElement).videoWidth, (one as HTMLVideoElement).currentTime > 0]),
      )
      .toEqual([320, true]);

    // What was shared, by month.
    await page.getByRole('button', { name: 'Group details' }).click();
    await alice.dialog().getByRole('button', { name: 'Photos, files and links' }).click();
    await expect.poll(() => alice.dialog().locator('[data-visual]').count()).toBe(4);
    await hasNoBarriers(alice);
    carol.stop();
  } finally {
    await server.dispose();
  }
});

it('MEDIA-37 a voice message plays from any point, and the one that follows plays next', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const { page } = alice;
    const carol = await correspondentOf(server, alice);
    const group = await carol.startGroup('Boat club');
    const voice = (seconds: number, bytes = makeWav(seconds)) =>
      carol.attach(bytes, {
        name: 'voice.wav',
        type: 'audio/wav',
        look: { kind: 'voice', seconds, bars: '0123456789abcdef'.repeat(3) },
      });
    await carol.say(group, filesOf('first', await voice(20)));
    await carol.say(group, filesOf('second', await voice(30)));
    const recorded = await recordVoice(page, 8_000);
    await page.goto(`${server.url}/c/${group}`);
    const state = (text: string) => alice.message(text).locator('[data-voice]').getAttribute('data-state');
    const slider = alice.message('first').getByRole('slider', { name: 'Position' });
    await alice.message('first').getByRole('button', { name: 'Play voice message' }).click();
    await expect.poll(() => state('first')).toBe('playing');
    await alice.message('first').getByRole('button', { name: 'Speed: 1×' }).click();
    await alice.message('first').getByRole('button', { name: 'Speed: 1.5×' }).waitFor();
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => Number(await slider.getAttribute('aria-valuenow'))).toBeGreaterThanOrEqual(5);
    await page.keyboard.press('End');
    await expect.poll(() => state('second')).toBe('playing');
    await hasNoBarriers(alice);
    await alice.message('second').getByRole('button', { name: 'Pause voice message' }).click();
    await expect.poll(() => state('second')).toBe('paused');

    // As a browser records it: without its length, and sought in from the first press.
    await carol.say(group, filesOf('recorded', await voice(8, recorded)));
    const third = alice.message('recorded').getByRole('slider', { name: 'Position' });
    await third.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => state('recorded')).toBe('playing');
    await expect.poll(async () => Number(await third.getAttribute('aria-valuenow'))).toBeGreaterThanOrEqual(6);
    await expect.poll(() => state('recorded')).toBe(null);
    carol.stop();
  } finally {
    await server.dispose();
  }
});

it('MEDIA-34 what is damaged, lies or would kill the tab is said in words and harms nothing; MEDIA-31 MEDIA-32', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const { page } = alice;
    const carol = await correspondentOf(server, alice);
    const group = await carol.startGroup('Boat club');
    const lying = (bytes: Uint8Array, name: string) =>
      carol.attach(bytes, { name, type: 'image/png', look: { kind: 'picture', width: 400, height: 300 } });
    const text = (value: string) => new TextEncoder().encode(value);
    const script = '<script>document.title="owned"</script>';
    const good = await lying(makePng(300, 200), 'good.png');
    // A false key for a true file comes first.
    await carol.say(group, filesOf('false key', { ...good, key: 'A'.repeat(43) }));
    await carol.say(group, filesOf('html', await lying(text(`<html>${script}`), 'a.png')));
    await carol.say(
      group,
      filesOf('svg', await lying(text(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`), 'b.png')),
    );
    await carol.say(group, filesOf('bomb', await lying(makePng(4, 4, { width: 60_000, height: 60_000 }), 'c.png')));
    await carol.say(group, filesOf('polyglot', await lying(Buffer.concat([text('GIF89a'), text(script)]), 'd.png')));
    const swapped = makePng(900, 900);
    await carol.say(
      group,
      filesOf(
        'swapped',
        await carol.attach(
          Buffer.concat([swapped, new Uint8Array(140_000)]),
          { name: 'e.png', type: 'image/png', look: { kind: 'picture', width: 900, height: 900 } },
          swapChunks,
        ),
      ),
    );
    await page.goto(`${server.url}/c/${group}`);
    const said = (message: string) =>
      alice
        .message(message)
        .locator('[data-trouble]')
        .evaluateAll((all) => all.map((one) => one.getAttribute('data-trouble')));
    const shows = async (message: string, trouble: string): Promise<void> => {
      await alice.message(message).scrollIntoViewIfNeeded();
      await expect.poll(() => said(message), { message }).toEqual([trouble]);
    };
    await shows('false key', 'damaged');
    for (const message of ['html', 'svg', 'bomb', 'polyglot']) await shows(message, 'card');
    await shows('swapped', 'damaged');
    await hasNoBarriers(alice);
    await carol.say(group, filesOf('the true one', good));
    await alice.readsToEnd('the true one');
    await expect.poll(() => widths(alice, 'the true one')).toEqual([300]);
    expect(await page.title()).not.toContain('owned');
    // Opened as a page of its own it is not there.
    const { blob } = good;
    const path = `/files/${((await page.evaluate(async () => (await fetch('/api/me')).json())) as { userId: string }).userId}/${blob}/x`;
    const answer = await page.evaluate(async (at) => {
      const given = await fetch(at);
      return [given.status, given.headers.get('content-security-policy'), given.headers.get('x-content-type-options')];
    }, path);
    expect(answer).toEqual([200, "sandbox; default-src 'none'", 'nosniff']);
    const other = await page.context().newPage();
    await expect(other.goto(`${server.url}${path}`)).rejects.toThrow('ERR_HTTP_RESPONSE_CODE_FAILURE');
    carol.stop();
  } finally {
    await server.dispose();
  }
});
