import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { ServerProcess } from '../support/server-process.ts';
import { newPerson, type Person, SERVER_ENV } from './person.ts';

/** Databases of an account, and what their rows say. */
const kept = (person: Person): Promise<{ names: string[]; words: string }> =>
  person.page.evaluate(async () => {
    const names: string[] = [];
    let words = '';
    for (const { name } of await indexedDB.databases()) {
      if (name?.startsWith('skerry/') !== true || name === 'skerry/device') continue;
      names.push(name);
      const db = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
      });
      for (const store of db.objectStoreNames) {
        const rows = await new Promise<unknown[]>((resolve) => {
          const request = db.transaction(store).objectStore(store).getAll();
          request.onsuccess = () => resolve(request.result);
        });
        for (const row of rows)
          words += row instanceof Uint8Array ? new TextDecoder().decode(row) : JSON.stringify(row);
      }
      db.close();
    }
    return { names, words };
  });

const signOut = async (person: Person, url: string): Promise<void> => {
  await person.page.goto(`${url}/settings`);
  await person.page.getByRole('button', { name: 'Sign out', exact: true }).first().waitFor();
};

it('DEV-26 a sign-out that was interrupted is finished at the next start, also without a connection', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { keepsProfile: true });
    await alice.page.goto(`${server.url}/new`);
    await alice.page.getByText('Notes to self').first().click();
    await alice.write('secret words');
    await alice.seesState('secret words', 'sent');
    await alice.isInstalled();
    await signOut(alice, server.url);
    const replica = alice.page.workers().find((worker) => worker.url().includes('worker'));
    await replica?.evaluate(() => {
      Object.assign(indexedDB, { deleteDatabase: () => new EventTarget() });
    });
    await server.kill();
    await alice.page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    // What cannot be removed is emptied.
    await expect.poll(async () => (await kept(alice)).words, { timeout: 20_000 }).not.toContain('secret words');
    await alice.device.close();

    await alice.device.open();
    await alice.page.goto(server.url);
    await alice.page.getByLabel('Email').waitFor();
    expect((await kept(alice)).names).toEqual([]);
    // The cookie is still there, and ends with the next connection.
    await server.start();
    await expect
      .poll(() => alice.page.evaluate(async () => (await fetch('/api/me')).status), { timeout: 20_000 })
      .toBe(401);
    await alice.page.reload();
    await alice.page.getByLabel('Email').waitFor();
  } finally {
    await server.dispose();
  }
});

it('DEV-26 another page that holds a database open keeps nobody signed in, and the database goes when that page closes it', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    await alice.page.goto(`${server.url}/new`);
    await alice.page.getByText('Notes to self').first().click();
    await alice.write('secret words');
    await alice.seesState('secret words', 'sent');
    await signOut(alice, server.url);
    await alice.page.evaluate(async () => {
      const held: IDBDatabase[] = [];
      for (const { name } of await indexedDB.databases()) {
        const request = indexedDB.open(name ?? '');
        await new Promise((resolve) => {
          request.onsuccess = resolve;
        });
        held.push(request.result);
      }
      Object.assign(globalThis, { held });
    });
    await alice.page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await alice.page.getByLabel('Email').waitFor();
    await alice.page.evaluate(() => {
      for (const db of (globalThis as { held?: IDBDatabase[] }).held ?? []) db.close();
    });
    const rest = async (): Promise<number> =>
      alice.page.evaluate(
        async () => (await indexedDB.databases()).filter(({ name }) => /^skerry\/.+\//.test(name ?? '')).length,
      );
    await expect.poll(rest, { timeout: 20_000 }).toBe(0);
  } finally {
    await server.dispose();
  }
});
