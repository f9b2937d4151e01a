import { expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('MSG-9 a deletion is done by the next start when the app was closed before, and undone with one click', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    for (const text of ['worth keeping', 'better unsaid']) await alice.write(text);
    await alice.seesState('better unsaid', 'sent');
    await bob.home();
    await bob.open('Alice');
    await bob.sees('better unsaid');

    await alice.choose('better unsaid', 'Delete for everyone');
    // Said when the wish is on the disk.
    await alice.seesText('Message will be deleted for everyone');
    await alice.page.goto('about:blank');
    // Nobody is there to do it: the device has it, and only the device.
    await bob.sees('better unsaid');
    await alice.home();
    await bob.seesText('Deleted by Alice');
    await bob.seesNot('better unsaid');

    await alice.open('Bob');
    await alice.choose('worth keeping', 'Delete for everyone');
    await alice.page.getByRole('log').getByRole('button', { name: 'Undo' }).click();
    await alice.sees('worth keeping');
    await bob.sees('worth keeping');
    expect(await bob.count('worth keeping')).toBe(1);
  } finally {
    await server.dispose();
  }
});
