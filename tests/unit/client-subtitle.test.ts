import { expect, it } from 'vitest';
import { subtitleOf } from '../../client/features/conversation/subtitle.ts';
import { Harbour } from '../support/fake-sync-server.ts';

it('CON-2 the head of a conversation says nothing of when the other was there before they answered', async () => {
  const harbour = new Harbour();
  const alice = await harbour.device('alice', 'alice');
  await harbour.device('bob', 'bob');
  const id = await harbour.stranger(alice, 'bob');
  alice.look(id);
  await harbour.run();
  const view = alice.views.get(id);
  if (view === undefined) throw new Error('It is not on screen.');
  // As in a group that both are in.
  const members = view.members.map((member) => (member.own ? member : { ...member, seenAt: 1_000 }));
  expect(view.request).toBe('outgoing');
  expect(subtitleOf({ ...view, members }, 2_000)).toBe('');
  expect(subtitleOf({ ...view, members, request: undefined }, 2_000)).toContain('Last seen');
});
