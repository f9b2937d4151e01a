import { ADMINISTRATION_LIMITS } from '../../shared/protocol/limits.ts';
import type { AdministratorAct } from '../ports/administrator-acts.ts';
import { deleteRows, readRows } from './statements.ts';

interface ActColumns {
  readonly place: number;
  readonly act: string;
  readonly at: number;
  readonly by_id: string;
  readonly by_name: string;
  readonly person_id: string | null;
  readonly person_name: string | null;
}

export const ADD_ACTS = readRows<[string, string, string | null, number], never>(
  { administrator: 'text', act: 'text', person: 'text', at: 'integer' },
  (input) => `insert into administrator_acts (administrator, act, person, at)
   select a.number, input.act, p.number, input.at from ${input} join accounts a on a.user_id = input.administrator
   left join accounts p on p.user_id = input.person`,
);
/** The oldest go when there are too many. */
export const PRUNE_ACTS = deleteRows<[]>(
  'administrator_acts',
  {},
  `place <= (select max(newest.place) - ${ADMINISTRATION_LIMITS.actsKept} from administrator_acts newest)`,
);
export const READ_ACTS = readRows<[number, number], ActColumns>(
  { before: 'integer', most: 'integer' },
  (input) => `select t.place, t.act, t.at, a.user_id as by_id, case when a.gone = 1 then '' else a.name end as by_name,
     p.user_id as person_id, case when p.gone = 1 then '' else p.name end as person_name
   from administrator_acts t join accounts a on a.number = t.administrator
   left join accounts p on p.number = t.person
   where t.place < (select input.before from ${input})
   order by t.place desc limit (select input.most from ${input})`,
);

export const administratorAct = (row: ActColumns): AdministratorAct => ({
  place: row.place,
  by: { userId: row.by_id, name: row.by_name },
  act: row.act,
  person: row.person_id === null ? undefined : { userId: row.person_id, name: row.person_name ?? '' },
  at: row.at,
});
