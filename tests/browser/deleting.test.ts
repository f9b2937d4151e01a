import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { anotherDevice, newPerson, SERVER_ENV } from './person.ts';

it('ACT-2 deleting for everyone can be undone for five seconds, with the pointer and with the keyboard', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    for (const text of ['stays after all', 'stays by the keyboard', 'stays by its row', 'goes'])
      await alice.write(text);
    await alice.seesState('goes', 'sent');
    await bob.home();
    await bob.open('Alice');
    await bob.sees('goes');

    await alice.remove('stays after all');
    await alice.undo();
    await alice.remove('stays by the keyboard');
    await alice.message('stays by the keyboard').getByText('Deleting for everyone…').waitFor();
    await alice.message('goes').focus();
    await alice.page.keyboard.press('Control+z');
    await alice.remove('stays by its row');
    await alice.message('stays by its row').getByRole('button', { name: 'Undo' }).click();
    await alice.page.getByText('Deleting for everyone…').waitFor({ state: 'detached' });
    await alice.remove('goes');
    await alice.seesText('You deleted this message');
    for (const person of [alice, bob]) {
      await person.seesNot('goes');
      for (const text of ['stays after all', 'stays by the keyboard', 'stays by its row']) await person.sees(text);
    }
    await bob.seesText('Deleted by Alice');
  } finally {
    await server.dispose();
  }
});

it('MSG-9 a deletion is done by the next start when the app was closed within the five seconds', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { keepsProfile: true });
    const bob = await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    await alice.write('said too early');
    await alice.seesState('said too early', 'sent');
    await alice.isInstalled();
    await bob.home();
    await bob.open('Alice');
    await bob.sees('said too early');

    await alice.remove('said too early');
    // Said when the wish is on the disk.
    await alice.seesText('Deleting message for everyone');
    await alice.message('said too early').getByText('Deleting for everyone…').waitFor();
    await alice.device.close();
    // Whoever is away sees it until the device is there again: nothing had left it.
    await expect.poll(() => bob.count('said too early')).toBe(1);
    await alice.device.open();
    await alice.home();
    await bob.seesText('Deleted by Alice');
    await bob.seesNot('said too early');
    await alice.open('Bob');
    await alice.seesText('You deleted this message');
  } finally {
    await server.dispose();
  }
});

it('ACT-3 what is deleted for me goes from all own devices and stays with the others', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    for (const text of ['for both', 'only for Bob', 'brought back']) await alice.write(text);
    await alice.seesState('brought back', 'sent');
    const alice2 = await anotherDevice(server, alice);
    await alice2.open('Bob');
    await alice2.sees('brought back');
    await bob.home();
    await bob.open('Alice');
    await bob.sees('brought back');

    await alice.choose('only for Bob', 'Delete for me');
    await alice2.seesNot('only for Bob');
    await alice.choose('brought back', 'Delete for me');
    await alice.seesNot('brought back');
    await alice.undo();
    for (const device of [alice, alice2]) {
      await device.sees('brought back');
      await device.sees('for both');
      expect(await device.count('only for Bob')).toBe(0);
    }
    await expect.poll(() => bob.count('only for Bob')).toBe(1);
  } finally {
    await server.dispose();
  }
});

it('ACT-2 messages that two devices delete offline, for me and for everyone, are gone from both when they return', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const bob = await newPerson(server, 'Bob', { installed: true });
    await alice.startDirect('Bob');
    for (const text of ['deleted on one', 'deleted on both', 'hidden on one', 'kept']) await alice.write(text);
    await alice.seesState('kept', 'sent');
    const alice2 = await anotherDevice(server, alice, { installed: true });
    await alice2.open('Bob');
    await alice2.sees('kept');
    await bob.home();
    await bob.open('Alice');
    await bob.sees('kept');

    for (const device of [alice, alice2]) await device.goOffline();
    await alice.remove('deleted on one');
    await alice.remove('deleted on both');
    await alice2.remove('deleted on both');
    await alice2.choose('hidden on one', 'Delete for me');
    for (const device of [alice, alice2]) {
      await device.seesText('You deleted this message');
      await device.page.getByText('Deleting for everyone…').first().waitFor({ state: 'detached' });
    }
    await expect.poll(() => bob.count('deleted on one')).toBe(1);
    for (const device of [alice, alice2]) await device.goOnline();

    for (const device of [alice, alice2, bob]) {
      await device.seesNot('deleted on one');
      await device.seesNot('deleted on both');
      await device.sees('kept');
    }
    for (const device of [alice, alice2]) await device.seesNot('hidden on one');
    await expect.poll(() => bob.count('hidden on one')).toBe(1);
    // Deleted twice is deleted once.
    await expect.poll(() => bob.page.getByText('Deleted by Alice').count()).toBe(2);
  } finally {
    await server.dispose();
  }
});
