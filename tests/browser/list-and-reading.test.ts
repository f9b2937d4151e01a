import { expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { anotherDevice, newPerson, SERVER_ENV } from './person.ts';

it('FACT-1 the list shows last message, time and unread count, and reading follows to the other device', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob');
    const bob2 = await anotherDevice(server, bob);
    await alice.startDirect('Bob');
    for (const text of ['one', 'two', 'the last word']) await alice.write(text);
    await alice.seesState('the last word', 'sent');
    for (const device of [bob, bob2]) {
      await device.row('Alice').getByText('3 unread messages').waitFor();
      expect(await device.row('Alice').innerText()).toContain('the last word');
      expect(await device.row('Alice').locator('time').innerText()).toMatch(/\d\d:\d\d/);
    }
    await bob.open('Alice');
    await bob.sees('the last word');
    await bob.seesText('3 new');
    await bob2.row('Alice').getByText('unread').waitFor({ state: 'detached' });
  } finally {
    await server.dispose();
  }
});

it('TL-1 a long history is virtualised, with days, in the order of the stamps, and late messages say when they were written', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    await alice.write('first of all');
    await alice.seesState('first of all', 'sent');
    await bob.home();
    await bob.open('Alice');
    await bob.isInstalled();
    // Bob writes while apart, an hour ago by his clock; Alice goes on.
    await bob.goOffline();
    await bob.device.context.clock.install({ time: Date.now() - 3_600_000 });
    await server.stop();
    await bob.page.reload();
    await bob.sees('first of all');
    await bob.write('written long before it arrived');
    await bob.seesState('written long before it arrived', 'saved');
    await server.start();
    for (let i = 0; i < 120; i++) await alice.write(`line ${i}`);
    await alice.seesState('line 119', 'sent');
    await bob.goOnline();
    await alice.sees('written long before it arrived');
    const texts = await alice.texts();
    expect(texts.at(-1)).toContain('written long before it arrived');
    expect(texts.length).toBeLessThan(80);
    await alice.seesText('Today');
  } finally {
    await server.dispose();
  }
});
