import { expect, it } from 'vitest';
import { chapterDocument } from '../../shared/document/name.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { join } from '../support/members.ts';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('UI-50 time and state stand in the bubble, faces beside runs; UI-51 a sign is enough while all is well; UI-52 a wheel over a button scrolls; A11Y-6 rows say what they hold', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { viewport: { width: 1440, height: 900 } });
    const { page } = alice;
    const me = await page.evaluate(async () => (await (await fetch('/api/me')).json()) as { userId: string });
    const mira = await join({ url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url }, 'Mira');
    const group = makeGroupId(Date.now(), Math.random);
    await mira.post('/api/conversations', { id: group, kind: 'group', name: 'Boat club', members: [me.userId] });
    const chapter = await mira.open(chapterDocument(group, 0));
    const writer = mira.writer();
    for (let at = 0; at < 80; at++)
      await chapter.push(
        writer.set('messages', writer.id(), writer.envelope({ kind: 'text', text: `line ${at}` }, { at: Date.now() })),
      );
    await page.goto(`${server.url}/c/${group}`);
    await alice.readsToEnd('line 79');
    const last = alice.message('line 79');

    const label = await last.getAttribute('aria-label');
    expect(label).toMatch(/^Mira\d*, \d\d:\d\d: line 79$/);
    expect(
      await last.evaluate(
        (row) => row.querySelector('[data-words]')?.parentElement?.parentElement?.querySelector('time') !== null,
      ),
    ).toBe(true);
    // One face for the run, at its end.
    expect(await page.locator('article [data-tint][aria-hidden]').count()).toBe(1);
    // Far more short messages on a screen than seven or eight.
    const inView = await page.locator('article').evaluateAll(
      (rows) =>
        rows.filter((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return top > 60 && bottom < 820;
        }).length,
    );
    expect(inView).toBeGreaterThanOrEqual(16);

    await alice.write('mine');
    await alice.seesState('mine', 'sent');
    await expect
      .poll(() => alice.message('mine').getAttribute('aria-label'))
      .toMatch(/^You, \d\d:\d\d: mine (?:Sent|Delivered|Read)$/);
    await page
      .getByRole('region', { name: 'Connection' })
      .getByText(/Safe to close/)
      .waitFor();
    expect(await page.locator('nav footer').count()).toBe(0);

    await page.getByRole('log').evaluate((list) => list.scrollBy(0, -600));
    const button = page.getByRole('button', { name: /newest message/i });
    await button.hover();
    const top = () => page.getByRole('log').evaluate((list) => list.scrollTop);
    const before = await top();
    await page.mouse.wheel(0, -120);
    await expect.poll(top).toBeLessThan(before);

    await alice.goOffline();
    await page
      .locator('nav footer')
      .getByText(/Offline/)
      .waitFor();
    await alice.goOnline();
    await page.locator('nav footer').waitFor({ state: 'detached' });
  } finally {
    await server.dispose();
  }
});
