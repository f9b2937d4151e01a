import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('UI-42 a person removed while offline is told by whom and when; a group deleted while a person writes keeps the text', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob', { installed: true });
    const carol = await newPerson(server, 'Carol');
    await alice.createGroup('Boat club', ['Bob', 'Carol']);
    await alice.write('welcome aboard');
    await alice.seesState('welcome aboard', 'sent');
    for (const one of [bob, carol]) {
      await one.home();
      await one.open('Boat club');
      await one.sees('welcome aboard');
    }
    await bob.goOffline();
    await bob.page.reload();
    await bob.sees('welcome aboard');
    await bob.write('written on the boat');
    await bob.seesState('written on the boat', 'saved');
    await alice.openGroup();
    await alice.actOn('Bob', 'Remove from group', 'Remove');
    await expect.poll(() => alice.member('Bob').count(), { timeout: 20_000 }).toBe(0);
    await alice.closeDialogs();
    await bob.goOnline();
    await bob.seesText(/^Alice removed you today/);
    await bob.seesText(/To come back, a member has to add you/);
    // They are not told who is in it now.
    await bob.openGroup();
    await bob.seesText(/^You’re no longer in this group\. Its messages/);
    expect(await bob.dialog().getByText('Alice').count()).toBe(0);
    await bob.closeDialogs();
    // What they had stays readable; what they wrote meanwhile never entered.
    await bob.sees('welcome aboard');
    expect(await alice.count('written on the boat')).toBe(0);
    await bob.page.getByRole('button', { name: 'Show unsent messages' }).click();
    await bob.seesText('written on the boat');

    await carol.field().fill('half a sentence about the');
    await expect.poll(() => carol.field().inputValue()).toContain('half');
    await alice.openGroup();
    await alice.dialog().getByRole('button', { name: 'Delete group' }).click();
    await alice.page.getByRole('alertdialog').getByText('This can’t be undone.').waitFor();
    await alice.page.getByRole('alertdialog').getByRole('button', { name: 'Delete group' }).click();
    await alice.seesText(/^You deleted this group today/);
    await carol.seesText(/^Alice deleted this group today/);
    await carol.seesText('Your draft:');
    await carol.seesText('half a sentence about the');
    await carol.sees('welcome aboard');
    await carol.openGroup();
    await carol.seesText(/^This group was deleted\. Its messages/);
    await carol.closeDialogs();
    await carol.page.getByRole('button', { name: 'Archive' }).click();
    await carol.page.getByRole('link', { name: /Archived/ }).waitFor();
  } finally {
    await server.dispose();
  }
}, 120_000);
