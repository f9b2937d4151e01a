import { expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('REP-3 the app says that the disk is full, the text stays, and is saved when there is room again', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { keepsProfile: true });
    await alice.page.goto(`${server.url}/new`);
    await alice.page.getByText('Notes to self').first().click();
    await alice.write('before');
    await alice.seesState('before', 'sent');
    await alice.isInstalled();
    await server.kill();
    await alice.write('still room');
    await alice.seesState('still room', 'saved');

    // Every write is aborted, as the browser does when the disk is full.
    const replica = alice.page.workers().find((worker) => worker.url().includes('worker'));
    await replica?.evaluate(() => {
      const { add, put } = IDBObjectStore.prototype;
      const failing = (write: typeof put) =>
        function (this: IDBObjectStore, ...values: Parameters<typeof put>): IDBRequest<IDBValidKey> {
          const request = write.apply(this, values);
          this.transaction.abort();
          return request;
        };
      Object.assign(IDBObjectStore.prototype, { add: failing(add), put: failing(put) });
      Object.assign(globalThis, { heal: () => Object.assign(IDBObjectStore.prototype, { add, put }) });
    });
    await alice.write('written to a full disk');
    await alice.page.locator('article[data-state="not-saved"]').filter({ hasText: 'full disk' }).waitFor();
    await alice.seesText(/Can’t save on this device/);
    await replica?.evaluate('heal()');
    await alice.seesState('written to a full disk', 'saved');

    const address = alice.page.url();
    await alice.device.close();
    await alice.device.open();
    await alice.page.goto(address);
    await alice.sees('written to a full disk');
    await expect.poll(() => alice.count('written to a full disk')).toBe(1);
    await server.start();
    await alice.seesState('written to a full disk', 'sent');
  } finally {
    await server.dispose();
  }
});
