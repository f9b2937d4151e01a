import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, SERVER_ENV } from './person.ts';

const PAGES = ['/', 'group', '/new', '/new/group', '/settings', '/settings/profile', '/settings/security'];

const languageOf = (page: Page): Promise<readonly [lang: string, dir: string]> =>
  page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);

it('UI-28 UI-30 the app is read in another language, also offline, and changes it at once', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const { page } = alice;
    await newPerson(server, 'Bob');
    await alice.createGroup('Boat club', ['Bob']);
    const group = new URL(page.url()).pathname;
    await page.goto(`${server.url}/settings`);
    const choice = page.locator('select').first();
    await choice.selectOption('de');
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    expect(await languageOf(page)).toEqual(['de', 'ltr']);
    // All of it is here once the rest has followed.
    await expect
      .poll(() => page.evaluate(async () => (await (await caches.open('languages')).keys()).length))
      .toBeGreaterThanOrEqual(4);

    await alice.goOffline();
    await page.reload();
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await alice.goOnline();
    for (const language of ['ar', 'ru', 'he', 'de']) {
      await page.goto(`${server.url}/settings`);
      await page.locator('select').first().selectOption(language);
      await expect.poll(async () => (await languageOf(page))[0]).toBe(language);
      expect((await languageOf(page))[1]).toBe(['ar', 'he'].includes(language) ? 'rtl' : 'ltr');
      for (const width of [360, 1_280]) {
        await page.setViewportSize({ width, height: 800 });
        for (const path of PAGES) {
          await page.goto(`${server.url}${path === 'group' ? group : path}`);
          await page.locator('h1, h2').filter({ visible: true }).first().waitFor();
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect([language, width, path, Math.max(0, wide)]).toEqual([language, width, path, 0]);
        }
      }
    }
    // English again, as the browser asks for.
    await page.goto(`${server.url}/settings`);
    await page.locator('select').first().selectOption('');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(await languageOf(page)).toEqual(['en', 'ltr']);
  } finally {
    await server.dispose();
  }
});
