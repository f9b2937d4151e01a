import { expect, it } from 'vitest';
import { Harbour, texts } from '../support/fake-sync-server.ts';

it('ADM-9 while the database fails nothing is applied or called sent, and all of it is taken once it works again', async () => {
  const harbour = new Harbour();
  const alice = await harbour.device('alice', 'alice');
  const bob = await harbour.device('bob', 'bob');
  const id = await harbour.direct(alice, 'bob');
  bob.look(id);
  await harbour.run();
  const { journal } = harbour.storage;
  const { commit } = journal;
  let refused = 0;
  harbour.expectedFaults.add('admission-failed');
  Object.assign(journal, {
    commit: async () => {
      refused++;
      throw new Error('disk full');
    },
  });
  await harbour.send(alice, id, 'is there room?');
  await harbour.run(20_000);
  expect(refused).toBeGreaterThan(0);
  expect(alice.messages(id).map(({ state }) => state)).toEqual(['saved']);
  expect(alice.connection).toMatchObject({ unsent: 1 });
  expect(texts(bob, id)).toEqual([]);
  expect(await harbour.stored(id)).toEqual([]);
  Object.assign(journal, { commit });
  await harbour.run(120_000);
  expect(texts(bob, id)).toEqual(['is there room?']);
  expect(alice.connection).toMatchObject({ unsent: 0, notSent: 0 });
});
