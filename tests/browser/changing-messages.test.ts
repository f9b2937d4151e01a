import { expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { anotherDevice, newPerson, SERVER_ENV } from './person.ts';

it('MERGE-1 edits, reactions and deletions, made apart on two devices, merge by the published rules', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const bob = await newPerson(server, 'Bob', { installed: true });
    await alice.startDirect('Bob');
    for (const text of ['to be edited', 'to be deleted', 'to be liked']) await alice.write(text);
    await alice.seesState('to be liked', 'sent');
    const alice2 = await anotherDevice(server, alice, { installed: true });
    await alice2.open('Bob');
    await bob.home();
    await bob.open('Alice');
    for (const device of [alice2, bob]) await device.sees('to be liked');

    await server.kill();
    await alice.edit('to be edited', 'edited at home');
    await alice.remove('to be deleted');
    await alice2.edit('to be deleted', 'edited although deleted');
    await bob.react('to be deleted', '👍');
    await bob.react('to be liked', '👍');
    await alice2.react('to be liked', '👍');
    await alice.sees('edited at home');
    await alice.seesText('You deleted this message');
    await server.start();

    for (const device of [alice, alice2, bob]) {
      await device.sees('edited at home');
      await device.seesNot('to be deleted');
      await device.seesNot('edited although deleted');
      await device.seesReaction('to be liked', '👍', 2);
    }
    await bob.seesText('Deleted by Alice');
    expect(await bob.count('to be edited')).toBe(0);
    // One takes theirs back; the other's stays.
    await bob
      .message('to be liked')
      .getByRole('button', { name: /Remove your reaction/ })
      .click();
    for (const device of [alice, alice2, bob]) await device.seesReaction('to be liked', '👍', 1);
  } finally {
    await server.dispose();
  }
});
