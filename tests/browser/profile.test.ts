import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { anotherDevice, newPerson, SERVER_ENV } from './person.ts';

const SOON = { timeout: 20_000 };
const PICTURE = 'client/public/icon-512.png';

/** How many pictures are on the page and could be drawn. */
const drawn = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      [...document.querySelectorAll<HTMLImageElement>('img[src^="/api/pictures/"]')].filter(
        (image) => image.complete && image.naturalWidth === 256,
      ).length,
  );

it('PROF-4 a profile changed offline shows at once, and everywhere once the server has it; pictures show offline', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const bob = await newPerson(server, 'Bob', { installed: true });
    await alice.startDirect('Bob');
    await alice.write('hello');
    await bob.home();
    await bob.open('Alice');
    await bob.sees('hello');
    await alice.page.goto(`${server.url}/settings/profile`);
    await alice.page.getByText('Until', { exact: true }).waitFor();

    await server.kill();
    await alice.page.locator('input[type=file]').setInputFiles(PICTURE);
    await alice.page.getByRole('button', { name: 'Change picture' }).waitFor();
    await alice.page.getByLabel('Name', { exact: true }).fill('Alicia');
    await alice.page.getByLabel('Username').fill('alicia.at-sea');
    await alice.page.getByRole('button', { name: 'Save', exact: true }).click();
    await alice.seesText('Saved. Others see it when you’re online.');
    await alice.page.getByLabel('Status text').fill('At sea');
    await alice.page.getByRole('button', { name: 'Set status' }).click();
    await alice.seesText('Now: At sea');
    // Closing the app forgets none of it.
    await alice.page.reload();
    await alice.seesText('Now: At sea');
    await expect.poll(() => alice.page.getByLabel('Name', { exact: true }).inputValue()).toBe('Alicia');
    await expect.poll(() => drawn(alice.page), SOON).toBeGreaterThan(0);
    expect(await bob.page.getByText('Alicia').count()).toBe(0);

    await server.start();
    await bob.page.getByRole('heading', { name: 'Alicia' }).waitFor(SOON);
    await bob.seesText(/At sea/);
    await expect.poll(() => drawn(bob.page), SOON).toBeGreaterThan(0);
    const other = await anotherDevice(server, alice, { installed: true });
    await other.page.goto(`${server.url}/settings`);
    await other.seesText('Alicia');
    await bob.page.getByRole('button', { name: 'Conversation details' }).first().click();
    await bob.seesText('@alicia.at-sea');
    await bob.page.keyboard.press('Escape');
    await expect.poll(() => drawn(other.page), SOON).toBe(1);

    // Nothing to fetch it from: the picture is on the device.
    await server.kill();
    await bob.page.reload();
    await bob.page.getByRole('heading', { name: 'Alicia' }).waitFor(SOON);
    await expect.poll(() => drawn(bob.page), SOON).toBeGreaterThan(0);

    // What is no picture is refused in words, and changes nothing.
    await alice.page.locator('input[type=file]').setInputFiles({
      name: 'notes.png',
      mimeType: 'image/png',
      buffer: Buffer.from('this is no picture'),
    });
    await alice.seesText(/Can’t read this picture/);
  } finally {
    await server.dispose();
  }
});
