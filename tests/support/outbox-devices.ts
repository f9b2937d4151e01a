import type { CommandName, Commands } from '../../client/channel/commands.ts';
import { type ConversationId, makeGroupId } from '../../shared/ids/conversation.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour } from './fake-sync-server.ts';

export const members = (device: SimulatedDevice, id: ConversationId) =>
  device.views.get(id)?.members.map(({ name, role, waiting }) => `${name} ${role}${waiting ? ' waiting' : ''}`);

/** Alice with a group of Bob's and hers, both devices looking at it. */
export const group = async (seed = 1) => {
  const harbour = new Harbour({ seed });
  const alice = await harbour.device('alice', 'alice');
  const bob = await harbour.device('bob', 'bob');
  const [bobHimself, carol] = [await harbour.person('bob'), await harbour.person('carol')];
  const id = makeGroupId(harbour.scheduler.now, harbour.random);
  const ask = <C extends CommandName>(device: SimulatedDevice, name: C, input: Commands[C]['in']) =>
    harbour.answer(device.call(name, input));
  await ask(alice, 'createGroup', { conversationId: id, name: 'Crew', members: [bobHimself] });
  for (const device of [alice, bob]) device.look(id);
  await harbour.run();
  return { harbour, alice, bob, bobHimself, carol, id, ask };
};
