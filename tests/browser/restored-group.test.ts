import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('UI-49 REP-12 a group that a restored server does not know stays readable, is not shown as sent, and comes back', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  const backup = mkdtempSync(join(tmpdir(), 'skerry-backup-'));
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const bob = await newPerson(server, 'Bob', { installed: true });
    await alice.createGroup('Choir', ['Bob']);
    await alice.write('sung before');
    await alice.seesState('sung before', 'sent');
    await server.stop();
    cpSync(server.data, backup, { recursive: true });
    await server.start();
    await alice.write('sung after');
    await alice.seesState('sung after', 'sent');
    await bob.home();
    await bob.open('Choir');
    await bob.sees('sung after');
    await alice.home();
    await alice.createGroup('Boat club', ['Bob']);
    await alice.write('welcome aboard');
    await alice.seesState('welcome aboard', 'sent');
    await bob.home();
    await bob.open('Boat club');
    await bob.sees('welcome aboard');
    await bob.write('glad to be here');
    await bob.seesState('glad to be here', 'sent');
    await alice.sees('glad to be here');

    await alice.goOffline();
    await server.kill();
    for (const file of readdirSync(server.data)) rmSync(join(server.data, file), { recursive: true });
    cpSync(backup, server.data, { recursive: true });
    await server.start();
    await bob.seesText(
      /^The server was restored from an older backup and no longer has this group\. It comes back when Alice/,
    );
    await bob.sees('welcome aboard');
    await bob.seesState('glad to be here', 'not-sent');
    await bob.page.reload();
    await bob.sees('welcome aboard');
    await bob.seesState('glad to be here', 'not-sent');
    await bob.page.getByRole('button', { name: 'Show unsent messages' }).click();
    await bob.seesText('glad to be here');
    await bob.seesText(/restored from an older backup/);

    await bob.home();
    await bob.row('Boat club').getByText('Not on the server').waitFor();

    // What Alice wrote in a group that is known: Bob's device has it, the server has not.
    const isMarked = () => bob.message('sung after').getByText('Not on the server').count();
    await bob.open('Choir');
    await bob.sees('sung before');
    await expect.poll(isMarked).toBe(1);

    await alice.goOnline();
    await expect.poll(isMarked).toBe(0);
    await bob.sees('sung after');
    await bob.home();
    await bob.open('Boat club');
    await bob.field().waitFor({ timeout: 60_000 });
    for (const one of [alice, bob]) {
      await one.sees('welcome aboard');
      await one.sees('glad to be here');
    }
    await bob.seesState('glad to be here', 'sent');
    await bob.page.goto(`${server.url}/not-sent`);
    await expect.poll(() => bob.page.getByText('glad to be here').count(), { timeout: 20_000 }).toBe(0);
  } finally {
    await server.dispose();
    rmSync(backup, { recursive: true, force: true });
  }
}, 180_000);
