import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, SERVER_ENV } from './person.ts';

const SOON = { timeout: 20_000 };

it('UI-40 UI-41 roles, permissions, transferring ownership and leaving: people are offered what they may do, and offline changes are done or reported', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob', { viewport: { width: 1280, height: 860 }, installed: true });
    const carol = await newPerson(server, 'Carol');
    await alice.createGroup('Boat club', ['Bob', 'Carol']);
    await alice.write('welcome aboard');
    await alice.seesState('welcome aboard', 'sent');
    for (const one of [bob, carol]) {
      await one.home();
      await one.open('Boat club');
    }

    // A member is offered nothing with others but what concerns the two of them.
    await carol.openGroup();
    await carol.member('Bob').getByRole('button').click();
    await expect.poll(() => carol.page.getByRole('menuitem').allTextContents()).toEqual(['Message Bob', 'Block']);
    await carol.closeDialogs();

    // Only admins write from now on: this stands in the composer's place, not after a try.
    await alice.openGroup();
    // The list shows who is online, and when the others were.
    for (const name of ['Bob', 'Carol']) await alice.member(name).getByText('online', { exact: true }).waitFor();
    await alice.actOn('Bob', 'Make admin', 'Make admin');
    await alice.member('Bob').getByText('Admin', { exact: true }).waitFor();
    await alice.dialog().getByRole('button', { name: 'Permissions' }).click();
    await alice.page.getByRole('group', { name: 'Send messages' }).getByLabel('Admins').check();
    await alice.closeDialogs();
    await carol.seesText('Only admins can send messages.');
    expect(await carol.field().count()).toBe(0);
    await carol.seesText('Alice made Bob an admin');
    await bob.write('admins still write');
    await carol.sees('admins still write');

    // Bob is an admin, offline: he adds, renames and removes, and undoes one of it.
    await bob.goOffline();
    await bob.page.reload();
    await bob.field().waitFor();
    await bob.openGroup();
    await bob.actOn('Carol', 'Remove from group', 'Remove');
    await expect.poll(() => bob.member('Carol').count(), SOON).toBe(0);
    await bob.dialog().getByRole('button', { name: 'Change name' }).click();
    await bob.page.getByLabel('Group name').fill('Rowing club');
    await bob.page.getByRole('button', { name: 'Save', exact: true }).click();
    await bob.dialog().getByRole('heading', { name: 'Rowing club' }).waitFor();
    await bob.closeDialogs();
    await bob.page.getByRole('link', { name: /waiting to send/ }).click();
    await bob.seesText('Remove Carol from “Rowing club”');
    await bob.seesText('Rename the group “Rowing club”');
    await bob.page.getByRole('button', { name: 'Cancel: Rename the group “Rowing club”' }).click();
    await bob.seesText('Cancelled.');
    await bob.seesText('Remove Carol from “Boat club”');

    // Meanwhile he is an admin no more: what he asked for is refused, and Carol is where she was.
    await alice.openGroup();
    await alice
      .member('Bob')
      .getByText(/^last seen today/)
      .waitFor();
    await alice.actOn('Bob', 'Remove as admin', 'Remove as admin');
    await alice.closeDialogs();
    await carol.seesText('Alice removed Bob as admin');
    await bob.goOnline();
    await bob.seesText('The server rejected these changes, so they were undone.');
    await bob.seesText(/have permission for this any more/);
    await bob.page.getByRole('link', { name: '1 change was rejected' }).waitFor();
    await bob.page.getByRole('button', { name: /^Dismiss: Remove Carol/ }).click();
    await bob.seesText('Nothing is waiting');
    expect(await bob.page.getByRole('link', { name: /rejected/ }).count()).toBe(0);

    // The owner cannot leave before the group has another one.
    await alice.openGroup();
    expect(await alice.dialog().getByRole('button', { name: 'Leave group' }).count()).toBe(0);
    await alice.dialog().getByRole('button', { name: 'Choose new owner' }).click();
    await alice.page.getByRole('button', { name: 'Transfer ownership to Carol' }).click();
    await alice.page.getByRole('alertdialog').getByText('Carol becomes the owner').waitFor();
    await alice.page.getByRole('alertdialog').getByRole('button', { name: 'Transfer' }).click();
    await alice.member('Carol').getByText('Owner', { exact: true }).waitFor();
    await alice.dialog().getByRole('button', { name: 'Leave group' }).click();
    await alice.page.getByRole('alertdialog').getByRole('button', { name: 'Leave', exact: true }).click();
    await alice.seesText(/^You left this group today/);
    await carol.seesText('Alice transferred ownership to you');
    await carol.seesText('Alice left');
    await carol.field().waitFor();
    await carol.openGroup();
    await expect.poll(() => carol.dialog().getByRole('button', { name: 'Delete group' }).count()).toBe(1);
  } finally {
    await server.dispose();
  }
}, 180_000);
