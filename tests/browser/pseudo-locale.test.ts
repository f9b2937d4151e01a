import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { PSEUDO_LOCALE } from '../support/pseudo-locale.ts';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, SERVER_ENV } from './person.ts';

const PAGES = [
  '/',
  'group',
  '/new',
  '/new/group',
  '/settings',
  '/settings/profile',
  '/settings/devices',
  '/starred',
  '/search#q=a',
];

/** What is wrong with the page that is shown: what is too wide for it, and words that no catalogue holds. */
const faultsOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const faults: string[] = [];
    const { scrollWidth, clientWidth, dir } = document.documentElement;
    if (dir !== 'rtl') faults.push(`runs ${dir || 'from left to right'}`);
    if (scrollWidth > clientWidth) faults.push(`${scrollWidth} pixels wide`);
    // What people typed, names of theirs, and what the browser or a formatter says.
    const foreign =
      '[dir="auto"], option[lang], bdi, time, svg, title, script, style, noscript, kbd, input, textarea, [aria-hidden="true"]';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent ?? '';
      if (!/\p{L}{2}/u.test(text) || text.includes('⟦') || text.includes('@')) continue;
      if (node.parentElement?.closest(foreign) == null) faults.push(`not in a catalogue: ${text}`);
    }
    return faults;
  });

it('UI-27 no page breaks with long, accented, right-to-left texts, narrow or wide', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    await newPerson(server, 'Bob');
    const { page } = alice;
    await alice.createGroup('Boat club', ['Bob']);
    await alice.write('Meet at nine');
    await alice.seesState('Meet at nine', 'sent');
    const group = new URL(page.url()).pathname;
    await alice.device.context.addInitScript(PSEUDO_LOCALE);
    for (const width of [360, 1_280]) {
      await page.setViewportSize({ width, height: 800 });
      for (const path of PAGES.map((page) => (page === 'group' ? group : page))) {
        await page.goto(`${server.url}${path}`);
        await page.getByText('⟦').filter({ visible: true }).first().waitFor({ timeout: 20_000 });
        expect([width, path, await faultsOf(page)]).toEqual([width, path, []]);
      }
      await page.goto(`${server.url}${group}`);
      const row = page.locator('article[data-message-id]').first();
      await row.focus({ timeout: 20_000 });
      await row.press('Enter');
      await page.getByRole('menu').getByText('⟦').first().waitFor();
      expect([width, 'menu of a message', await faultsOf(page)]).toEqual([width, 'menu of a message', []]);
      await page.keyboard.press('Escape');
    }
  } finally {
    await server.dispose();
  }
});
