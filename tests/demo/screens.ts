/**
 * Pictures of the main screens, taken from a running demo: `node tests/demo/screens.ts http://localhost:3000` writes
 * `docs/screens`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { PEOPLE } from './story.ts';

const [, , url = 'http://localhost:3000'] = process.argv;
const FOLDER = join(import.meta.dirname, '../../docs/screens');
const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 360, height: 780 } } as const;
/** Pictures are loaded, and nothing moves any more. */
const isAtRest = (): boolean =>
  [...document.images].every((image) => image.complete) &&
  document.getAnimations().every(({ playState }) => playState !== 'running') &&
  document.fonts.status === 'loaded';

interface Screen {
  readonly name: string;
  readonly show: (page: Page) => Promise<unknown>;
}

const open = (title: string) => async (page: Page) => {
  await page.goto(`${url}/`);
  await page.getByRole('link', { name: title }).first().click();
  await page.locator('article').last().waitFor();
};

/** A page of the app is there once it shows one of its texts. */
const go = (path: string, text: string) => async (page: Page) => {
  await page.goto(`${url}${path}`);
  await page.getByText(text, { exact: true }).filter({ visible: true }).first().waitFor();
};

const SCREENS: readonly Screen[] = [
  { name: 'list', show: go('/', 'Rowing club') },
  { name: 'group', show: open('Rowing club') },
  { name: 'household', show: open('Home') },
  { name: 'direct', show: open(PEOPLE.aiko) },
  { name: 'new-conversation', show: go('/new', PEOPLE.aiko) },
  { name: 'settings', show: go('/settings', 'Appearance') },
];

const take = async (browser: Browser, size: keyof typeof SIZES, colorScheme: 'light' | 'dark'): Promise<void> => {
  const context = await browser.newContext({ viewport: SIZES[size], colorScheme, locale: 'en-GB' });
  const page = await context.newPage();
  const save = async (name: string) => {
    await page.waitForFunction(isAtRest);
    await page.screenshot({ path: join(FOLDER, `${name}-${size}-${colorScheme}.png`) });
  };
  await page.goto(`${url}/sign-in`);
  const enter = page.getByRole('button', { name: `Sign in as ${PEOPLE.mara}` });
  await enter.waitFor();
  await save('sign-in');
  await enter.click();
  await page.getByRole('link', { name: 'Rowing club' }).first().waitFor();
  for (const { name, show } of SCREENS) {
    await show(page);
    await save(name);
  }
  await context.close();
};

mkdirSync(FOLDER, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.SKERRY_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  for (const size of ['wide', 'narrow'] as const)
    for (const scheme of ['light', 'dark'] as const) await take(browser, size, scheme);
} finally {
  await browser.close();
}
