import { expect, it } from 'vitest';
import { openDevice } from '../support/chromium.ts';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, Person, SERVER_ENV } from './person.ts';

it('UI-43 UI-44 UI-46 a link leads a newcomer through signing up into the group, where they read what was written meanwhile', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob');
    await alice.createGroup('Boat club', ['Bob']);
    await alice.write('what only the first ones know');
    await alice.seesState('what only the first ones know', 'sent');
    await bob.home();
    await bob.open('Boat club');
    await bob.sees('what only the first ones know');

    await alice.openGroup('History for new members');
    await alice.page.getByLabel('Messages after they join').check();
    await alice.page.getByRole('button', { name: 'Back to group details' }).click();
    await alice.dialog().getByRole('button', { name: 'Invite by link' }).click();
    await alice.page.getByRole('switch', { name: 'Require approval' }).click();
    await alice.page.getByLabel('Maximum uses').selectOption('10 people');
    await alice.page.getByRole('button', { name: 'Create link' }).click();
    await alice.page.getByRole('img', { name: 'QR code of the link to Boat club' }).waitFor();
    const address = await alice.page.getByLabel('Link', { exact: true }).inputValue();
    expect(address).toMatch(new RegExp(`^${server.url}/join#[\\w-]{22}$`));
    await alice.seesText('0 of 10 used');
    await alice.closeDialogs();

    // Carol has no account yet.
    const carol = new Person(await openDevice('Carol', { url: address }), server, 'Carol');
    await carol.seesText('Alice invites you to');
    await carol.seesText('2 members');
    await carol.page.getByRole('button', { name: 'Create an account' }).click();
    await carol.fillSignUp();
    await carol.page.getByRole('button', { name: 'Ask to join' }).click();
    await carol.seesText('Request sent');

    // Whoever may answer sees it, wherever they are.
    await alice.seesText('1 request to join');
    expect(await bob.page.getByText('asks to join').count()).toBe(0);
    await alice.page.getByRole('button', { name: 'Review', exact: true }).click();
    await alice.page.getByRole('button', { name: 'Approve Carol' }).click();
    await alice.seesText('No requests');
    await alice.closeDialogs();
    await carol.page.getByRole('button', { name: 'Show conversations' }).click();
    await carol.open('Boat club');
    await alice.write('what Carol reads too');
    await carol.sees('what Carol reads too');
    await bob.sees('what Carol reads too');
    expect(await carol.count('what only the first ones know')).toBe(0);
    await carol.write('hello from a newcomer');
    await bob.sees('hello from a newcomer');

    // By the same link she finds that she is in already; taken back it leads nowhere.
    await carol.page.goto(`${server.url}/`);
    await carol.page.goto(address);
    await carol.page.getByRole('button', { name: 'Open Boat club' }).waitFor();
    await alice.openGroup('Invite by link');
    await alice.seesText('1 of 10 used');
    await alice.page.getByRole('button', { name: /^Revoke the link/ }).click();
    await alice.page.getByRole('alertdialog').getByRole('button', { name: 'Revoke', exact: true }).click();
    await alice.seesText('No active links');
    await bob.page.goto(address);
    await bob.seesText('This link has expired');
  } finally {
    await server.dispose();
  }
}, 120_000);
