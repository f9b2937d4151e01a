import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { ServerProcess } from '../support/server-process.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('ACT-11 the details say when it was sent and how far it has got with whom, and what they do not know offline', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const bob = await newPerson(server, 'Bob', { installed: true });
    await newPerson(server, 'Carol', { installed: true }).then((carol) => carol.device.close());
    await alice.createGroup('Boat club', ['Bob', 'Carol']);
    await alice.write('The ferry goes at nine');
    await alice.seesState('The ferry goes at nine', 'sent');
    await bob.home();
    await bob.open('Boat club');
    await bob.sees('The ferry goes at nine');

    const dialog = alice.page.getByRole('dialog', { name: 'Message info' });
    const open = () => alice.choose('The ferry goes at nine', 'Info');
    const close = async (): Promise<void> => {
      await alice.page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    };
    // Read receipts are batched: opened anew, the dialog asks anew.
    await expect
      .poll(
        async () => {
          await open();
          const text = await dialog.getByRole('listitem').filter({ hasText: 'Bob' }).textContent();
          await close();
          return text;
        },
        { timeout: 20_000 },
      )
      .toMatch(/Read today \d\d:\d\d/);
    await open();
    await dialog.getByText(/^today \d\d:\d\d$/).waitFor();
    expect(await dialog.getByRole('listitem').filter({ hasText: 'Carol' }).textContent()).toContain(
      'Not delivered yet',
    );
    await expect.poll(() => dialog.getByText('1 of 2').count()).toBe(2);
    await close();

    await server.kill();
    await alice.seesText(/Offline since/);
    await open();
    await dialog.getByText('Connect to see times.').waitFor();
    await expect.poll(() => dialog.getByText('1 of 2').count()).toBe(2);
    await close();
    await alice.write('written on the island');
    await alice.choose('written on the island', 'Info');
    await dialog.getByText('Not yet. It’s saved on this device').waitFor();
  } finally {
    await server.dispose();
  }
});

it('ACT-12 members with permission choose when messages disappear, and everybody sees it in the header and on messages', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob', { viewport: { width: 360, height: 780 } });
    await alice.createGroup('Boat club', ['Bob']);
    await alice.write('this one stays');
    await alice.openGroup('Disappearing messages');
    await alice.page.getByLabel('After 7 days').check();
    await alice.closeDialogs();
    await bob.home();
    await bob.open('Boat club');
    await bob.page.getByTitle('Messages disappear after 7 days').waitFor();
    await bob.openGroup('Disappearing messages');
    await expect.poll(() => bob.page.getByLabel('After 7 days').isChecked()).toBe(true);
    await expect.poll(() => bob.page.getByLabel('Off', { exact: true }).isDisabled()).toBe(true);
    await bob.closeDialogs();
    await bob.write('this one goes');
    await alice.message('this one goes').getByText('7 days left').waitFor();
    expect(await alice.message('this one stays').getByText('left').count()).toBe(0);

    // In a conversation of two both may.
    await bob.startDirect('Alice');
    await bob.page.getByRole('button', { name: 'Conversation details' }).click();
    await bob.page.getByRole('button', { name: /^Disappearing messages/ }).click();
    await bob.page.getByLabel('After 1 day').check();
    await bob.dialog().getByRole('button', { name: 'Close' }).click();
    await bob.page.getByTitle('Messages disappear after 1 day').waitFor();
  } finally {
    await server.dispose();
  }
});
