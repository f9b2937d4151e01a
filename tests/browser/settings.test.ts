import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { ServerProcess } from '../support/server-process.ts';
import { correspondentOf } from './correspondent.ts';
import { anotherDevice, newPerson, SERVER_ENV } from './person.ts';

/** What others did arrives within this, also while the machine is busy. ms */
const SOON = { timeout: 20_000 };

it('NOTE-5 permission is asked for by a button only, and notification settings are the same on all devices', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const carol = await correspondentOf(server, alice);
    const direct = await carol.startDirect();
    await carol.say(direct, 'hello');
    await alice.device.context.addInitScript(() => {
      const asked = { times: 0, shown: 0 };
      class Asking {
        static permission = 'default';
        static async requestPermission(): Promise<string> {
          asked.times += 1;
          Asking.permission = 'granted';
          return Asking.permission;
        }
        constructor() {
          asked.shown += 1;
        }
        close(): void {}
      }
      Object.assign(window, { Notification: Asking, asked });
    });
    const asked = () =>
      alice.page.evaluate(() => (window as unknown as { asked: { times: number; shown: number } }).asked);
    await alice.home();
    await alice.page.getByRole('button', { name: 'Set up' }).click();
    await alice.seesText('Off. Your browser will ask');
    expect(await asked()).toEqual({ times: 0, shown: 0 });
    await alice.page.getByRole('button', { name: 'Turn on notifications' }).click();
    await alice.seesText('On while Skerry is open');
    await alice.page.getByRole('button', { name: 'Send a test' }).click();
    await expect.poll(asked, SOON).toEqual({ times: 1, shown: 1 });

    const other = await anotherDevice(server, alice);
    await other.page.goto(`${server.url}/settings`);
    await alice.page.getByRole('switch', { name: 'Do not disturb' }).click();
    await alice.page.getByLabel('From', { exact: true }).fill('21:30');
    await alice.page.getByRole('switch', { name: 'Sound' }).press('Space');
    await expect.poll(() => other.page.getByLabel('From', { exact: true }).inputValue(), SOON).toBe('21:30');
    await expect.poll(() => other.page.getByLabel('To', { exact: true }).inputValue()).toBe('07:00');
    await other.page.getByRole('switch', { name: 'Sound', checked: true }).waitFor();
    // The hint was followed, and does not come again.
    await alice.home();
    expect(await alice.page.getByRole('button', { name: 'Set up' }).count()).toBe(0);
    carol.stop();
  } finally {
    await server.dispose();
  }
});

it('A11Y-4 the loss of the connection interrupts a screen reader, and its return waits for a pause', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    await alice.footSays('Safe to close');
    const heard = (role: 'alert' | 'status') =>
      alice.page
        .getByRole(role)
        .allTextContents()
        .then((texts) => texts.filter((text) => text !== ''));
    expect(await heard('alert')).toEqual([]);
    await server.kill();
    await expect.poll(() => heard('alert'), SOON).toEqual([expect.stringContaining('Offline.')]);
    expect(await heard('status')).toEqual([]);
    await server.start();
    await expect.poll(() => heard('status'), SOON).toEqual(['Back online.']);
    expect(await heard('alert')).toEqual([]);
  } finally {
    await server.dispose();
  }
});

it('UI-54 UI-8 settings show a picture of its own for each page, Storage has its address, and Try now looks like other buttons', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const { page } = alice;
    await page.goto(`${server.url}/settings`);
    const more = page.getByRole('navigation', { name: 'More', exact: true });
    await more.getByRole('link', { name: 'Storage' }).waitFor();
    const icons = await more
      .locator('a > svg:first-child, button > svg:first-child')
      .evaluateAll((all) => all.map((one) => one.innerHTML));
    expect(icons.length).toBeGreaterThanOrEqual(7);
    expect(new Set(icons).size).toBe(icons.length);
    await more.getByRole('link', { name: 'Storage' }).click();
    await page.waitForURL(/\/settings\/storage$/);
    await page.getByRole('button', { name: 'Free up space' }).waitFor();
    await page.goto(`${server.url}/settings/space`);
    await page.getByRole('button', { name: 'Free up space' }).waitFor();

    await page.goto(`${server.url}/new`);
    await page.getByText('Notes to self').first().click();
    await server.kill();
    await alice.write('from the island');
    await page.goto(`${server.url}/outbox`);
    const main = page.getByRole('main');
    const lookOf = (name: string | RegExp) =>
      main
        .getByRole('button', { name })
        .first()
        .evaluate((one) => {
          const { backgroundColor, borderRadius, borderTopWidth, fontWeight, minBlockSize, paddingInlineStart } =
            getComputedStyle(one);
          return { backgroundColor, borderRadius, borderTopWidth, fontWeight, minBlockSize, paddingInlineStart };
        });
    await main.getByRole('button', { name: 'Try now' }).waitFor(SOON);
    expect(await lookOf('Try now')).toEqual(await lookOf(/^Save/));
  } finally {
    await server.dispose();
  }
});

it('UI-55 a chosen appearance is there at the first paint, in all tabs, and can be turned back', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const { page } = alice;
    const shown = (of = page) =>
      of.evaluate(() => {
        const { theme, accent, text, wallpaper } = document.documentElement.dataset;
        return { theme, accent, text, wallpaper, dark: getComputedStyle(document.documentElement).colorScheme };
      });
    await page.goto(`${server.url}/settings`);
    const other = await alice.device.context.newPage();
    await other.goto(`${server.url}/settings`);
    const choose = (group: string, value: string) =>
      page.getByRole('group', { name: group }).getByRole('radio', { name: value }).check();
    await choose('Theme', 'Dark');
    await choose('Color', 'Violet');
    await choose('Text size', 'Largest');
    await choose('Background of conversations', 'None');
    const chosen = { theme: 'dark', accent: 'violet', text: 'largest', wallpaper: 'none', dark: 'dark' };
    expect(await shown()).toEqual(chosen);
    await expect.poll(() => shown(other), SOON).toEqual(chosen);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);

    // Without the app itself: what sets it comes before everything else.
    await page.route(/\/assets\/index-.*\.js/, (route) => route.abort());
    await page.reload({ waitUntil: 'domcontentloaded' });
    expect(await shown()).toEqual(chosen);
    await page.unroute(/\/assets\/index-.*\.js/);
    await page.goto(`${server.url}/settings`);
    await choose('Theme', 'High contrast');
    expect((await shown()).theme).toBe('contrast');
    await choose('Theme', 'System');
    await choose('Text size', 'Normal');
    expect(await shown()).toMatchObject({ theme: undefined, text: undefined, dark: 'light dark' });
  } finally {
    await server.dispose();
  }
});

it('UI-56 LIST-14 the picture of the tab counts unread conversations, and a new conversation offers known people', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const carol = await correspondentOf(server, alice);
    await alice.home();
    // An empty list has one picture and says what to do; nothing can be selected.
    await alice.page.getByRole('heading', { name: 'No conversations yet' }).waitFor();
    expect(await alice.page.getByText('Select a conversation').count()).toBe(0);
    const direct = await carol.startDirect();
    await carol.say(direct, 'hello');
    const icon = alice.page.locator('link[rel="icon"]');
    await expect.poll(() => icon.getAttribute('data-unread'), SOON).toBe('1');
    await alice.page.goto(`${server.url}/c/${direct}`);
    await alice.sees('hello');
    await expect.poll(() => icon.getAttribute('data-unread'), SOON).toBe('0');
    expect(await icon.getAttribute('href')).toMatch(/icon\.svg$/);
    await alice.page.goto(`${server.url}/new`);
    await alice.page.getByRole('list', { name: 'Recent' }).getByRole('button').first().waitFor(SOON);
    await carol.say(direct, 'are you there?');
    await expect.poll(() => icon.getAttribute('data-unread'), SOON).toBe('1');
    expect(await icon.getAttribute('href')).toMatch(/^data:image\/png/);
    carol.stop();
  } finally {
    await server.dispose();
  }
});
