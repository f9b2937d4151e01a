import { expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { correspondentOf } from './correspondent.ts';
import { newPerson, type Person, SERVER_ENV } from './person.ts';

const IS_LONG = process.env.SKERRY_TEST_LONG === '1';

/** Parts of the names of databases. */
const KINDS = { records: '/records', chapters: '/conversation/', account: '/account/' } as const;
/** In the worker: what a browser does to a connection. In the page: what another page of the origin does to a database. */
const FAULTS = ['closed', 'silent', 'removed', 'upgraded', 'aborted', 'blocked'] as const;
type Fault = (typeof FAULTS)[number];
/** What differs by kind in the code; the other pairs run with `test:long`. */
const OFTEN: readonly string[] = [
  'records closed',
  'records removed',
  'records blocked',
  'chapters closed',
  'chapters silent',
  'chapters removed',
  'chapters upgraded',
  'chapters aborted',
  'chapters blocked',
  'account removed',
];

const workerOf = (person: Person) => {
  const worker = person.page.workers().find((one) => one.url().includes('worker'));
  if (worker === undefined) throw new Error('There is no replica.');
  return worker;
};

/** Notes the worker's connections, so that they can be ended from outside. Call after each load of the page. */
const prepare = (person: Person): Promise<void> =>
  workerOf(person).evaluate(() => {
    const connections = new Set<IDBDatabase>();
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (...given: Parameters<typeof transaction>) {
      connections.add(this);
      return transaction.apply(this, given);
    };
    const { add, put } = IDBObjectStore.prototype;
    const aborting = (write: typeof put, part: string) =>
      function (this: IDBObjectStore, ...values: Parameters<typeof put>): IDBRequest<IDBValidKey> {
        const request = write.apply(this, values);
        if (this.transaction.db.name.includes(part)) this.transaction.abort();
        return request;
      };
    Object.assign(globalThis, {
      end: (part: string, isTold: boolean) => {
        for (const db of connections) {
          if (!db.name.includes(part)) continue;
          db.close();
          if (isTold) db.dispatchEvent(new Event('close'));
          connections.delete(db);
        }
      },
      abort: (part: string) =>
        Object.assign(IDBObjectStore.prototype, { add: aborting(add, part), put: aborting(put, part) }),
      heal: () => Object.assign(IDBObjectStore.prototype, { add, put }),
    });
  });

const inWorker = (person: Person, call: string): Promise<unknown> => workerOf(person).evaluate(call);

/** Another page of the same origin, with connections that do not give way. */
const inPage = (person: Person, what: 'removed' | 'upgraded' | 'blocked' | 'released', part: string): Promise<void> =>
  person.page.evaluate(
    async ([what, part]) => {
      const page: typeof globalThis & { held?: IDBDatabase[] } = globalThis;
      const held = page.held ?? [];
      page.held = held;
      if (what === 'released') {
        for (const db of held.splice(0)) db.close();
        return;
      }
      const open = (name: string, version?: number) =>
        new Promise<IDBDatabase>((resolve, reject) => {
          const request = indexedDB.open(name, version);
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      for (const { name, version } of await indexedDB.databases()) {
        if (name === undefined || version === undefined || !name.includes(part)) continue;
        if (what === 'upgraded') held.push(await open(name, version + 1));
        if (what === 'blocked') held.push(await open(name));
        if (what === 'upgraded') continue;
        const request = indexedDB.deleteDatabase(name);
        if (what === 'removed')
          await new Promise((resolve) => {
            request.onsuccess = resolve;
          });
      }
    },
    [what, part] as const,
  );

const strike = async (person: Person, fault: Fault, part: string): Promise<void> => {
  switch (fault) {
    case 'closed':
    case 'silent':
      await inWorker(person, `end(${JSON.stringify(part)}, ${fault === 'closed'})`);
      return;
    case 'aborted':
      await inWorker(person, `abort(${JSON.stringify(part)})`);
      return;
    default:
      await inPage(person, fault, part);
  }
};
const mend = async (person: Person): Promise<void> => {
  await inWorker(person, 'heal()');
  await inPage(person, 'released', '');
};

it('REP-36 REP-37 whatever happens to a database, what is written is shown, sent and kept', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const carol = await correspondentOf(server, alice);
    const id = await carol.startDirect();
    await carol.say(id, 'hello');
    await alice.page.goto(`${server.url}/c/${id}`);
    await alice.sees('hello');
    await prepare(alice);
    const written: string[] = [];
    const cases = Object.entries(KINDS).flatMap(([kind, part]) =>
      FAULTS.filter((fault) => IS_LONG || OFTEN.includes(`${kind} ${fault}`)).map((fault) => ({ kind, part, fault })),
    );
    const goThrough = async (isOnline: boolean): Promise<void> => {
      for (const { kind, part, fault } of cases) {
        await strike(alice, fault, part);
        const text = `${kind} ${fault} ${isOnline ? 'online' : 'offline'}`;
        written.push(text);
        await alice.write(text);
        await alice.sees(text);
        const isStuck = fault === 'blocked' || fault === 'aborted';
        if (isOnline) await alice.seesState(text, 'sent');
        // The account holds no messages; that it cannot be stored is said at the foot.
        else if (isStuck && kind !== 'account')
          await alice.page.locator('article[data-state="not-saved"]').filter({ hasText: text }).waitFor();
        else if (!isStuck) await alice.seesState(text, 'saved');
        if (isStuck && !isOnline) await alice.footSays(/Can’t save on this device/);
        await mend(alice);
        if (!isOnline) await alice.seesState(text, 'saved');
        await alice.footSays(isOnline ? /Safe to close/ : /not yet on the server/);
      }
    };

    await goThrough(true);
    await carol.say(id, 'still there');
    await alice.sees('still there');
    await alice.page.reload();
    await alice.sees('still there');
    await expect.poll(() => alice.texts()).toEqual(['hello', ...written, 'still there']);

    await server.kill();
    await alice.seesText(/Offline/);
    await prepare(alice);
    const before = written.length;
    await goThrough(false);
    await alice.page.reload();
    await alice.sees(written.at(-1) ?? '');
    const all = ['hello', ...written.slice(0, before), 'still there', ...written.slice(before)];
    await expect.poll(() => alice.texts()).toEqual(all);
    await server.start();
    for (const text of written.slice(before)) await alice.seesState(text, 'sent');
    await alice.footSays(/Everything is on the server/);
    await expect.poll(() => alice.texts()).toEqual(all);
  } finally {
    await server.dispose();
  }
});
