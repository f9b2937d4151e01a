import { expect, it } from 'vitest';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { join } from '../support/members.ts';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, SERVER_ENV } from './person.ts';

const SOON = { timeout: 20_000 };

it('UI-48 the keyboard finds members and moves through them; shared links lead to their messages', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { viewport: { width: 1280, height: 860 } });
    const running = { url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url };
    const others = [];
    for (const name of ['Tove', 'Bjarne', 'Liv', 'Magnus', 'Sigrid', 'Ola', 'Kari', 'Nils', 'Rut'])
      others.push(await join(running, name));
    const id = makeGroupId(Date.now(), Math.random);
    const { page } = alice;
    await page.evaluate(
      async (body) =>
        fetch('/api/conversations', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      { id, kind: 'group', name: 'Harbour', members: others.map(({ userId }) => userId) },
    );
    await alice.open('Harbour');
    await alice.write('the tides: https://tides.example/2026 and `https://no.example`');
    for (let at = 0; at < 30; at++) await alice.write(`and more of that, ${at}`);
    await alice.seesState('and more of that, 29', 'sent');

    await page.getByRole('button', { name: 'Group details' }).focus();
    await page.keyboard.press('Enter');
    const search = page.getByLabel('Search members');
    await search.fill('bja');
    await expect.poll(() => alice.dialog().getByRole('listitem').count(), SOON).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => search.inputValue()).toBe('');
    const focused = () => page.evaluate(() => document.activeElement?.closest('[data-row]')?.textContent ?? '');
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toContain('Bjarne');
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toContain('Kari');
    await page.keyboard.press('End');
    await expect.poll(focused).toContain('Tove');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Make admin' }).focus();
    await page.keyboard.press('Enter');
    // The safe way out has the focus; the act is one step further.
    await page.getByRole('alertdialog', { name: /^Make Tove\d+ an admin\?$/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await alice.member('Tove').getByText('Admin', { exact: true }).waitFor();
    // Among the admins now, she stands elsewhere and keeps the focus.
    await expect.poll(focused, SOON).toContain('Tove');

    await alice.dialog().getByRole('button', { name: 'Permissions' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Permissions' }).waitFor();
    await page.keyboard.press('Escape');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent ?? ''), SOON)
      .toContain('Permissions');

    await alice.dialog().getByRole('button', { name: 'Photos, files and links' }).click();
    await alice.dialog().getByRole('link', { name: 'tides.example/2026', exact: true }).waitFor();
    expect(await page.getByRole('dialog').getByText('no.example').count()).toBe(0);
    await page.getByRole('button', { name: 'Show message from You' }).click();
    await expect.poll(() => page.getByRole('dialog').count(), SOON).toBe(0);
    await expect.poll(() => alice.message('the tides:').isVisible(), SOON).toBe(true);
    for (const one of others) one.client.close();
  } finally {
    await server.dispose();
  }
}, 120_000);
