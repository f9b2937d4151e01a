/**
 * A new device of a person with 300 conversations: the time from pressing "Sign in" to the list, to the newest
 * conversation, and until everything is on the device. The server and the browser share this machine.
 */
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { ME } from '../shared/protocol/http.ts';
import { Device } from '../tests/support/chromium.ts';
import { seedGroups } from '../tests/support/seeded-history.ts';
import { ServerProcess } from '../tests/support/server-process.ts';
import { signUp } from '../tests/support/sign-up.ts';
import { percentile, printTable } from './table.ts';

const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '3' } } });
const CONVERSATIONS = 300;
const MESSAGES = 40;
const EMAIL = 'reader@example.org';
const PASSWORD = 'low tide at noon';

const ms = (value: number): string => `${value.toFixed(0)} ms`;
const figures: Record<'list' | 'open' | 'complete', number[]> = { list: [], open: [], complete: [] };

const server = await ServerProcess.start({ env: { SKERRY_RATE_LIMITS: 'off', SKERRY_LOG: 'warn' } });
try {
  const { url } = server;
  const address = { url: `${url.replace('http', 'ws')}/sync`, origin: url };
  const writer = await signUp(address, 'Writer');
  const answer = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ name: 'Reader', email: EMAIL, password: PASSWORD }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const me = v.parse(ME, await (await fetch(`${url}/api/me`, { headers: { cookie } })).json());
  await server.stop();
  const end = Date.now() - 3_600_000;
  await seedGroups(
    server.data,
    Array.from({ length: CONVERSATIONS }, (_, i) => ({
      name: `Group ${i + 1}`,
      members: [me, writer],
      count: MESSAGES,
      perChapter: 2_000,
      message: (n) => ({
        by: n % 2 === 0 ? me.number : writer.number,
        at: end - i * 60_000 - (MESSAGES - n) * 1_000,
        body: { kind: 'text', text: `#${n} the tide comes in over flat stones` },
      }),
    })),
  );
  await server.start();

  for (let run = 0; run < Number(options.runs); run++) {
    const device = new Device(`new-${run}`, { viewport: { width: 1_280, height: 800 }, installed: true });
    try {
      await device.open();
      const { page } = device;
      await page.goto(`${url}/sign-in`);
      // Code that the app fetches in idle time, which it has while a person types a password.
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      await page.getByLabel('Email').fill(EMAIL);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      const begun = performance.now();
      await page.getByLabel('Password', { exact: true }).press('Enter');
      const newest = page
        .getByRole('link')
        .filter({ has: page.getByText('Group 1', { exact: true }) })
        .first();
      await newest.waitFor();
      figures.list.push(performance.now() - begun);
      const opened = performance.now();
      await newest.click();
      await page
        .locator('article[data-message-id]')
        .filter({ hasText: `#${MESSAGES - 1} ` })
        .waitFor();
      figures.open.push(performance.now() - opened);
      const isComplete = (): Promise<boolean> =>
        page.evaluate(async (count) => {
          const filled: Set<string> = Reflect.get(globalThis, 'filled') ?? new Set();
          Reflect.set(globalThis, 'filled', filled);
          for (const { name = '' } of await indexedDB.databases()) {
            if (filled.has(name) || !/conversation\/g-[^/]*\/0@/.test(name)) continue;
            const bytes = await new Promise<number>((resolve) => {
              const opening = indexedDB.open(name);
              opening.onsuccess = () => {
                const rows = opening.result.transaction('updates').objectStore('updates').getAll();
                rows.onsuccess = () => {
                  opening.result.close();
                  resolve(rows.result.reduce((sum, { length }) => sum + length, 0));
                };
              };
            });
            // Even an empty document is a few bytes.
            if (bytes < 1_000) break;
            filled.add(name);
          }
          return filled.size >= count;
        }, CONVERSATIONS);
      while (!(await isComplete())) await page.waitForTimeout(250);
      figures.complete.push(performance.now() - begun);
      // The oldest one, which nobody opened, is really there.
      await device.context.setOffline(true);
      await page.getByLabel('Search conversations').fill(`Group ${CONVERSATIONS}`);
      await page
        .getByRole('link')
        .filter({ has: page.getByText(`Group ${CONVERSATIONS}`, { exact: true }) })
        .first()
        .click();
      await page
        .locator('article[data-message-id]')
        .filter({ hasText: `#${MESSAGES - 1} ` })
        .waitFor();
    } finally {
      await device.dispose();
    }
  }
} finally {
  await server.dispose();
}

const row = (name: string, values: readonly number[], budget: number): string[] => {
  const median = percentile(values, 0.5);
  return [name, ms(median), ms(Math.max(...values)), `median ≤ ${budget} ms`, median <= budget ? 'ok' : 'MISSED'];
};
printTable('A new device of somebody with a long history', [
  [`new device, ${CONVERSATIONS} conversations of ${MESSAGES} messages`, 'median', 'most', 'budget', ''],
  row('from "Sign in" to the list, the newest first', figures.list, 1_000),
  row('from there to the newest conversation', figures.open, 500),
  row('until the newest chapter of each is on the device', figures.complete, 30_000),
]);
