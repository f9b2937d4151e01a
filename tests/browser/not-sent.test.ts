import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('REP-19 OUT-11 LIST-13 what a removed member wrote meanwhile stays on the device, to copy or discard', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob', { installed: true });
    await alice.createGroup('Boat club', ['Bob']);
    await alice.write('welcome aboard');
    await alice.seesState('welcome aboard', 'sent');
    await bob.home();
    await bob.open('Boat club');
    await bob.sees('welcome aboard');
    // Bob's browser loses its network, and starts again without one.
    await bob.goOffline();
    await bob.page.reload();
    await bob.sees('welcome aboard');
    await bob.write('my long answer from the boat');
    await bob.seesState('my long answer', 'saved');

    await alice.openGroup();
    await alice.actOn('Bob', 'Remove from group', 'Remove');
    await alice.seesText('1 member');

    await bob.goOnline();
    await bob.seesText(/^Alice removed you today/);
    const here = bob.page.getByRole('region', { name: 'Not sent' });
    await here.getByText('You were no longer in the group.').waitFor();
    await here.getByText('my long answer from the boat').waitFor();
    await here.getByRole('button', { name: 'Discard' }).waitFor();
    await bob.home();
    await bob.row('Boat club').getByText('1 not sent').waitFor();
    await bob.page.goto(`${server.url}/not-sent`);
    await bob.seesText('my long answer from the boat');
    await bob.seesText('You were no longer in the group.');
    await bob.page.getByRole('button', { name: 'Copy' }).waitFor();
    expect(await alice.count('my long answer')).toBe(0);
    await bob.page.reload();
    await bob.seesText('my long answer from the boat');
    await bob.page.getByRole('button', { name: 'Discard' }).first().click();
    await bob.page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click();
    await bob.seesText('Nothing here');
    await bob.home();
    await bob.row('Boat club').waitFor();
    expect(await bob.row('Boat club').getByText('not sent').count()).toBe(0);
  } finally {
    await server.dispose();
  }
});
