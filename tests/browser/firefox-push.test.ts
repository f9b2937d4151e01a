import { existsSync } from 'node:fs';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { expect, it } from 'vitest';
import { BrowserPushService } from '../support/browser-push-service.ts';
import { join, makeDirect } from '../support/members.ts';
import { PushService } from '../support/push-service.ts';
import { ServerHere } from '../support/server-here.ts';
import { SERVER_ENV } from './person.ts';

const FIREFOX = process.env.SKERRY_FIREFOX ?? '/usr/bin/firefox-esr';
const SOON = { timeout: 60_000 };
const AWAY = 80_000;

const launch = (pushService: string): Promise<Browser> =>
  puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: true,
    extraPrefsFirefox: {
      'dom.push.serverURL': pushService,
      'dom.push.testing.allowInsecureServerURL': true,
      'dom.push.connection.enabled': true,
      'permissions.default.desktop-notification': 1,
      // Without it a headless Firefox cannot show any.
      'alerts.useSystemBackend': false,
    },
  });

/** A request of the page's own. */
const ask = (page: Page, method: string, path: string, body?: object): Promise<unknown> =>
  page.evaluate(
    async (how, where, what) => {
      const options = what === undefined ? {} : { body: what, headers: { 'content-type': 'application/json' } };
      const answer = await fetch(where, { method: how, ...options });
      return answer.status === 204 ? undefined : answer.json();
    },
    method,
    path,
    body === undefined ? undefined : JSON.stringify(body),
  );

const shown = (page: Page): Promise<readonly { readonly title: string; readonly body: string }[]> =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title, body }) => ({ title, body }));
  });

// A second browser takes its time: with `npm run test:long`.
it('PUSH-16 Firefox subscribes, and decrypts and shows what the server encrypted for it', async () => {
  expect(existsSync(FIREFOX), 'firefox-esr is not installed').toBe(true);
  const service = await PushService.start();
  const behind = await BrowserPushService.start(service);
  const clock = { ahead: 0 };
  const server = await ServerHere.start({
    env: SERVER_ENV,
    surroundings: { pushServices: [service.origin], now: () => Date.now() + clock.ahead },
  });
  // Firefox takes service workers at this name, too.
  const url = server.url.replace('127.0.0.1', 'localhost');
  const browser = await launch(behind.url);
  try {
    const page = await browser.newPage();
    await page.goto(`${url}/sign-in`);
    await ask(page, 'POST', '/api/auth/sign-up/email', {
      name: 'Alice',
      email: 'alice@example.org',
      password: 'low tide at noon',
    });
    await page.goto(url);
    const me = (await ask(page, 'GET', '/api/me')) as { userId: string; name: string };
    const carol = await join({ url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url }, 'carol');
    const direct = await makeDirect(carol, { ...carol, userId: me.userId });
    await ask(page, 'POST', `/api/conversations/${direct.id}/accept`, {});
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.goto(`${url}/settings`);
    await page
      .locator('::-p-xpath(//button[@role="switch"][@aria-labelledby=//span[.="When Skerry is closed"]/@id])')
      .click();
    await expect.poll(() => ask(page, 'GET', '/api/push'), SOON).toMatchObject({ on: true, content: 'full' });
    await page.goto('about:blank');
    clock.ahead += AWAY;
    const document = await carol.open(direct.chapter);
    expect(await document.push(carol.writer().message('Low tide: naïve \u{1f469}\u{200d}\u{1f680}').update)).toBe(
      'saved',
    );
    await expect.poll(() => behind.codes.length, SOON).toBeGreaterThan(0);
    expect(behind.codes.every((code) => code === 100)).toBe(true);
    await page.goto(`${url}/settings`);
    await expect
      .poll(async () => (await shown(page)).map(({ body }) => body), SOON)
      .toEqual(['Low tide: naïve \u{1f469}\u{200d}\u{1f680}']);
    carol.client.close();
  } finally {
    await browser.close();
    await server.dispose();
    await behind.stop();
    await service.stop();
  }
});
