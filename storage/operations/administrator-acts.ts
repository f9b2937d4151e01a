import type { AdministratorActs } from '../ports/administrator-acts.ts';
import { ADD_ACTS, administratorAct, PRUNE_ACTS, READ_ACTS } from '../sql/administrator-acts.ts';
import { rowWrite } from '../sql/statements.ts';
import type { Connection } from './connection.ts';
import { driver } from './work.ts';

export const createAdministratorActs = ({ read, write }: Connection): AdministratorActs => ({
  noteAdministratorAct: ({ by, act, person, at }) =>
    write(function* () {
      yield* driver.read(ADD_ACTS, [[by, act, person ?? null, at]]);
      yield* driver.write([rowWrite(PRUNE_ACTS, [[]])]);
    }),
  administratorActs: (before, limit) =>
    read(function* () {
      return (yield* driver.read(READ_ACTS, [[before, limit]])).map(administratorAct);
    }),
});
