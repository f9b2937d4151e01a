import { expect, test } from 'vitest';
import type { Person } from '../../client/channel/person.ts';
import { offeredPeople } from '../../client/features/people-picker/offered-people.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { conversationRow } from '../support/conversation-row.ts';

const person = (number: number, name: string, values: object = {}): Person =>
  ({ userId: `u${number}`, number, name, ...values }) as Person;
const direct = (peer: Person, values: object = {}) =>
  conversationRow({ id: makeGroupId(peer.number, () => 0.5), kind: 'direct', peer, ...values });

test('LIST-14 a new conversation offers the latest correspondents first, then others by name, and nobody twice', () => {
  const [zoe, bob, ann, me] = [person(3, 'Zoë'), person(2, 'Bob'), person(4, 'Ann'), person(1, 'Me')];
  const rows = [direct(zoe), conversationRow(), direct(bob)];
  const { recent, known } = offeredPeople(rows, [bob, me, ann, zoe, person(5, 'Abe')], 1);
  expect(recent.map(({ name }) => name)).toEqual(['Zoë', 'Bob']);
  expect(known.map(({ name }) => name)).toEqual(['Abe', 'Ann']);
});

test('LIST-14 it offers no blocked person and no stranger whose request waits', () => {
  const [bob, eve] = [person(2, 'Bob', { blocked: true }), person(3, 'Eve')];
  const { recent, known } = offeredPeople(
    [direct(bob, { blocked: true }), direct(eve, { request: true })],
    [bob, eve],
    1,
  );
  expect([...recent, ...known]).toEqual([]);
});
