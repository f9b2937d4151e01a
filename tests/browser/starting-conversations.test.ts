import { expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('DOC-2 two people who start the same direct conversation while apart end up in one', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const bob = await newPerson(server, 'Bob', { installed: true });
    // Each finds the other while connected, then both lose the connection before they start.
    for (const [person, other] of [
      [alice, 'Bob'],
      [bob, 'Alice'],
    ] as const) {
      await person.page.goto(`${server.url}/new`);
      await person.page.getByLabel('Name or email').fill(other);
      await person.page
        .getByRole('button', { name: `Message ${other}` })
        .first()
        .waitFor();
    }
    await server.kill();
    for (const [person, other] of [
      [alice, 'Bob'],
      [bob, 'Alice'],
    ] as const) {
      await person.page
        .getByRole('button', { name: `Message ${other}` })
        .first()
        .click();
      await person.write(`${person.name} was here`);
      await person.seesState(`${person.name} was here`, 'saved');
    }
    expect(alice.page.url()).toBe(bob.page.url());
    await server.start();
    for (const person of [alice, bob]) {
      await person.seesState(`${person.name} was here`, 'sent');
      for (const text of ['Alice was here', 'Bob was here']) await person.sees(text);
      await expect.poll(() => person.page.locator('li a[data-state]').count()).toBe(1);
    }
    await expect.poll(() => alice.texts()).toEqual(await bob.texts());
  } finally {
    await server.dispose();
  }
});

it('REP-2 a group made offline is usable at once and becomes real for the others', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const bob = await newPerson(server, 'Bob', { installed: true });
    const alice = await newPerson(server, 'Alice', { installed: true });
    await alice.startDirect('Bob');
    await alice.write('so that we know each other');
    await alice.seesState('so that we know each other', 'sent');
    await server.kill();
    await alice.createGroup('Boat club', ['Bob']);
    await alice.write('the engine is fixed');
    await alice.seesState('the engine is fixed', 'saved');
    await server.start();
    await alice.seesState('the engine is fixed', 'sent');
    await bob.home();
    await bob.open('Boat club');
    await bob.sees('the engine is fixed');
  } finally {
    await server.dispose();
  }
});
