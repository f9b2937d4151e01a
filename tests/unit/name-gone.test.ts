import { expect, test } from 'vitest';
import { nameGone } from '../../client/replica/facts/name-gone.ts';
import type { Change, LocalState } from '../../client/replica/local-state.ts';

const person = (number: number, name: string, gone?: true) => ({ userId: `user-${number}`, number, name, gone });

const run = (name: string): readonly Change[] => {
  const people = [person(1, 'Alice'), person(2, 'Deleted account', true), person(3, '', true)];
  const tables = { person: new Map(people.map((one) => [one.userId, one])) };
  const changes: Change[] = [];
  const commit = async (given: readonly Change[]): Promise<boolean> => changes.push(...given) > 0;
  nameGone({ tables, commit } as unknown as LocalState, name);
  return changes;
};

test('DEV-12 deleted accounts are named in the language of the app, others stay', () => {
  const named = run('Gelöschtes Konto').map(({ key, value }) => [key, (value as { name: string }).name]);
  expect(named).toEqual([
    ['user-2', 'Gelöschtes Konto'],
    ['user-3', 'Gelöschtes Konto'],
  ]);
});

test('DEV-12 what has the name already is not written again, and no name changes nothing', () => {
  expect(run('Deleted account').map(({ key }) => key)).toEqual(['user-3']);
  expect(run('')).toEqual([]);
});
