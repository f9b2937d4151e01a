import type { Limits } from '../../shared/protocol/limits.ts';
import { Harbour } from './fake-sync-server.ts';

/** Two devices of Alice and one of Bob, with a conversation they have open. */
export const three = async (limits: Partial<Limits> = {}) => {
  const harbour = new Harbour({ limits });
  const one = await harbour.device('alice-1', 'alice');
  const two = await harbour.device('alice-2', 'alice');
  const bob = await harbour.device('bob', 'bob');
  const id = await harbour.direct(one, 'bob');
  await harbour.run();
  two.look(id);
  bob.look(id);
  await harbour.run();
  return { harbour, one, two, bob, id };
};
