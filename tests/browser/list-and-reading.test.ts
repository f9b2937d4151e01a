import * as v from 'valibot';
import { expect, it } from 'vitest';
import { PEOPLE } from '../../shared/protocol/http.ts';
import { join, makeDirect } from '../support/members.ts';
import { ServerHere } from '../support/server-here.ts';
import { ServerProcess } from '../support/server-process.ts';
import { WORDS } from '../support/words.ts';
import { anotherDevice, newPerson, SERVER_ENV } from './person.ts';

it.each(WORDS)(
  'FEED-3 BODY-8 the list shows last message, time and unread count, and reading follows to the other device, with %s words',
  async (words) => {
    const server = await ServerHere.start({ env: SERVER_ENV, words });
    try {
      const alice = await newPerson(server, 'Alice');
      const bob = await newPerson(server, 'Bob');
      const bob2 = await anotherDevice(server, bob);
      await alice.startDirect('Bob');
      for (const text of ['one', 'two', 'the last word']) await alice.write(text);
      await alice.seesState('the last word', 'sent');
      for (const device of [bob, bob2]) {
        await device.row('Alice').getByText('3 unread messages').waitFor();
        await expect.poll(() => device.row('Alice').textContent()).toContain('the last word');
        await expect.poll(() => device.row('Alice').locator('time').textContent()).toMatch(/\d\d:\d\d/);
      }
      await bob.open('Alice');
      await bob.sees('the last word');
      await bob.seesText('3 new');
      await bob2.row('Alice').getByText('unread').waitFor({ state: 'detached' });
    } finally {
      await server.dispose();
    }
  },
);

it('TL-1 a long history is virtualised, with days, in the order of the stamps', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const bob = await newPerson(server, 'Bob', { keepsProfile: true });
    await alice.startDirect('Bob');
    await alice.write('first of all');
    await alice.seesState('first of all', 'sent');
    await bob.home();
    await bob.open('Alice');
    await bob.sees('first of all');
    await bob.isInstalled();
    // Bob writes first, but it reaches the server last.
    await server.kill();
    await bob.write('written before the lines, arrived after them');
    await bob.seesState('written before the lines', 'saved');
    const address = bob.page.url();
    await bob.device.close();
    await server.start();
    for (let i = 0; i < 120; i++) await alice.write(`line ${i}`);
    await alice.seesState('line 119', 'sent');
    await bob.device.open();
    await bob.page.goto(address);
    await alice.sees('written before the lines');
    for (const person of [alice, bob]) {
      // A person who comes back to 120 new messages begins at the first of them.
      await person.readsToEnd('line 119');
      const texts = await person.texts();
      expect(texts.length).toBeLessThan(80);
      expect(texts.indexOf('written before the lines, arrived after them')).toBeGreaterThan(texts.indexOf('line 119'));
    }
    await alice.message('line 119').hover();
    for (let i = 0; i < 40 && (await alice.count('first of all')) === 0; i++) await alice.page.mouse.wheel(0, -2_000);
    await alice.sees('first of all');
    await alice.seesText('Today');
    await alice.seesText('This is the beginning of the conversation.');
  } finally {
    await server.dispose();
  }
}, 120_000);

it('TL-2 a late message stands at the end and says when it was written', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const running = { url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url };
    const carol = await join(running, 'carol');
    const { people } = v.parse(PEOPLE, await (await carol.get('/api/people?query=Alice')).json());
    const { id, chapter } = await makeDirect(carol, { ...carol, userId: people[0]?.userId ?? '' });
    expect(await alice.post(`/api/conversations/${id}/accept`)).toBe(204);
    const document = await carol.open(chapter);
    const writer = carol.writer();
    const old = writer.envelope({ kind: 'text', text: 'from the island' }, { at: Date.now() - 9 * 24 * 3_600_000 });
    expect(await document.push(writer.set('messages', writer.id(), old))).toBe('saved');
    await alice.home();
    await alice.page.getByRole('link').filter({ hasText: 'carol' }).first().click();
    await alice.sees('from the island');
    await alice.seesText(/^written .*, arrived .*\d\d:\d\d/);
    carol.client.close();
  } finally {
    await server.dispose();
  }
});
