import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { share } from '../support/sharing.ts';
import { anotherDevice, newPerson, SERVER_ENV } from './person.ts';

const WIDE = { width: 1440, height: 900 };
const DAY = 86_400_000;

it('AWAY-1 AWAY-2 OUT-9 OUT-10 APP-1 SPACE-1 APP-2 back after weeks, with something unsent, and on a device with little space', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    // Back after ten days one sees what came, and where to begin.
    const alice = await newPerson(server, 'Alice', { viewport: WIDE });
    const bob = await newPerson(server, 'Bob', { viewport: WIDE, installed: true });
    await alice.createGroup('Boat club', ['Bob']);
    await alice.write('welcome aboard');
    await alice.seesState('welcome aboard', 'sent');
    await bob.home();
    await bob.row('Boat club').waitFor();
    await bob.page.evaluate((at) => localStorage.setItem('skerry-here', String(at)), Date.now() - 10 * DAY);
    await bob.page.reload();
    const hint = bob.page.getByRole('complementary', { name: 'While you were away' });
    await hint.getByText('1 unread message').waitFor();
    await bob.page.reload();
    await hint.getByRole('button', { name: 'Show' }).click();
    await bob
      .dialog()
      .getByRole('link', { name: /Boat club/ })
      .click();
    await bob.sees('welcome aboard');
    await hint.waitFor({ state: 'detached' });

    // What waits is listed by conversation, and another device sends it from a file.
    const other = await anotherDevice(server, bob, { viewport: WIDE });
    await other.open('Boat club');
    await bob.goOffline();
    await bob.write('from the island');
    await bob.seesState('from the island', 'saved');
    await bob.page.getByRole('link', { name: /not yet on the server/ }).click();
    const group = bob.page.getByRole('region', { name: 'Boat club' });
    await group.getByText('from the island').waitFor();
    const download = bob.page.waitForEvent('download');
    await bob.page.getByRole('button', { name: 'Save as file' }).click();
    const path = await (await download).path();
    expect((await readFile(path)).includes('skerry-unsent')).toBe(true);
    await other.page.goto(`${server.url}/outbox`);
    const chooser = other.page.waitForEvent('filechooser');
    await other.page.getByRole('button', { name: 'Add from file' }).click();
    await (await chooser).setFiles(path);
    await other.seesText('1 message added.');
    await alice.sees('from the island');
    await bob.goOnline();
    await bob.seesText('Nothing is waiting');
    expect(await alice.count('from the island')).toBe(1);

    // What another app shares waits for a conversation, offline and over a reload.
    await bob.goOffline();
    await share(bob, 'see the tides', 'tides.txt');
    await bob.page.waitForURL(/\/share$/);
    await bob.seesText('see the tides');
    await bob.page.reload();
    await bob.seesText('tides.txt');
    await bob.page
      .getByRole('main')
      .getByRole('button', { name: /Boat club/ })
      .click();
    await bob.field().waitFor();
    await expect.poll(() => bob.field().inputValue()).toBe('see the tides');
    await bob.seesText('tides.txt');
    await bob.goOnline();

    // The device says what uses how much, and missing code is no page.
    await bob.page.goto(`${server.url}/settings/storage`);
    await bob.page.getByRole('combobox', { name: /Boat club/ }).selectOption('Newest part');
    await bob.page.getByRole('button', { name: 'Free up space' }).click();
    await bob.seesText(/^Freed /);
    const missing = await bob.device.context.request.get(`${server.url}/assets/gone-00000000.js`, {
      headers: { accept: 'text/html' },
    });
    expect(missing.status()).toBe(404);
  } finally {
    await server.dispose();
  }
});
