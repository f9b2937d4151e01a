import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { ServerProcess } from '../support/server-process.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('AWA-2 the open conversation shows who is online and who is typing', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    await alice.write('hello');
    await alice.seesState('hello', 'sent');
    await bob.home();
    await bob.open('Alice');
    await alice.page.getByRole('main').getByText('Online', { exact: true }).first().waitFor();
    await bob.field().pressSequentially('I am typing');
    await alice.page.getByRole('main').getByText('typing…').first().waitFor();
    await bob.device.close();
    await alice.page.getByRole('main').getByText('Online', { exact: true }).first().waitFor({ state: 'detached' });
  } finally {
    await server.dispose();
  }
});

it('REP-4 the app shows the true connection state: online, offline, signed out, and local work goes on', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    await alice.page.goto(`${server.url}/new`);
    await alice.page.getByText('Notes to self').first().click();
    await alice.write('connected');
    await alice.seesState('connected', 'sent');
    await alice.footSays(/Safe to close/);
    await server.stop();
    await alice.seesText(/Offline/);
    await alice.write('apart');
    await alice.footSays('1 change not yet on the server');

    // The session is ended elsewhere; what is local stays, and syncs after signing in again.
    await alice.device.context.clearCookies();
    await server.start();
    await alice.page.getByRole('button', { name: 'Sign in to sync' }).first().waitFor();
    await alice.write('signed out, still writing');
    await alice.seesState('signed out, still writing', 'saved');
    await alice.page.getByRole('button', { name: 'Sign in to sync' }).first().click();
    await alice.page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(alice.password);
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
    for (const text of ['apart', 'signed out, still writing']) await alice.seesState(text, 'sent');
    await alice.footSays(/Safe to close/);
    await expect.poll(() => alice.count('apart')).toBe(1);
  } finally {
    await server.dispose();
  }
});

it('REP-5 two tabs of one profile show the same state, and the second takes over when the first closes', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    await alice.page.goto(`${server.url}/new`);
    await alice.page.getByText('Notes to self').first().click();
    await alice.write('from the first tab');
    await alice.seesState('from the first tab', 'sent');
    const second = await alice.device.context.newPage();
    await second.goto(alice.page.url());
    const inSecond = (text: string) => second.locator('article[data-message-id]').filter({ hasText: text }).first();
    await inSecond('from the first tab').waitFor();
    await second.locator('form textarea').fill('from the second tab');
    await second.locator('form textarea').press('Enter');
    await alice.seesState('from the second tab', 'sent');
    await alice.page.close();
    await second.locator('form textarea').fill('after the owner closed');
    await second.locator('form textarea').press('Enter');
    await second
      .locator('article[data-state="sent"], article[data-state="read"], article[data-state="delivered"]')
      .filter({ hasText: 'after the owner closed' })
      .waitFor();
    await expect.poll(() => inSecond('from the second tab').count()).toBe(1);
  } finally {
    await server.dispose();
  }
});
