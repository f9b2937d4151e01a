import { expect, it } from 'vitest';
import { folderHolds } from '../support/folder-holds.ts';
import { ServerProcess } from '../support/server-process.ts';
import { WORDS } from '../support/words.ts';
import { anotherDevice, newPerson, SERVER_ENV } from './person.ts';

it.each(WORDS)(
  'REP-1 BODY-8 what is written offline survives closing the browser, and arrives everywhere exactly once, with %s words',
  async (words) => {
    const server = await ServerProcess.start({ env: SERVER_ENV, words });
    try {
      const alice = await newPerson(server, 'Alice', { keepsProfile: true });
      const bob = await newPerson(server, 'Bob', { installed: true });
      const bob2 = await anotherDevice(server, bob, { installed: true });
      await alice.startDirect('Bob');
      await alice.write('before the silence');
      await alice.seesState('before the silence', 'sent');
      for (const device of [bob, bob2]) {
        await device.home();
        await device.open('Alice');
        await device.sees('before the silence');
      }
      // The second device has the conversation open in two tabs.
      const secondTab = await bob2.device.context.newPage();
      await secondTab.goto(bob2.page.url());
      await alice.isInstalled();

      // The server goes, and Alice writes on.
      await server.kill();
      await alice.write('first from the island');
      await alice.write('second from the island');
      await alice.seesState('second from the island', 'saved');
      const address = alice.page.url();
      await alice.device.close();

      // The browser starts again, still with nothing to reach.
      await alice.device.open();
      await alice.page.goto(address);
      await alice.sees('before the silence');
      for (const text of ['first from the island', 'second from the island']) await alice.seesState(text, 'saved');
      await alice.seesText(/Offline/);
      await alice.footSays(/2 changes not yet on the server/);
      await alice.write('third, after a restart');

      await server.start();
      for (const text of ['first from the island', 'second from the island', 'third, after a restart']) {
        await alice.seesState(text, 'sent');
        for (const device of [bob, bob2]) await device.sees(text);
      }
      for (const device of [alice, bob, bob2]) {
        const texts = await device.texts();
        expect(texts).toEqual([
          'before the silence',
          'first from the island',
          'second from the island',
          'third, after a restart',
        ]);
      }
      for (const text of ['before the silence', 'second from the island', 'third, after a restart']) {
        const shown = secondTab.locator('article[data-message-id]').filter({ hasText: text });
        await shown.first().waitFor();
        await expect.poll(() => shown.count()).toBe(1);
      }
      await alice.footSays(/Safe to close/);
      expect(folderHolds(server.data, 'third, after a restart')).toBe(words === 'plain');
    } finally {
      await server.dispose();
    }
  },
);
