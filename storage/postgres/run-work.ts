import type pg from 'pg';
import type { Step, Work } from '../operations/work.ts';
import type { Columns, RowWrite, Value } from '../sql/statements.ts';
import { ROW_TYPES } from './rows.ts';
import { arraysOf, columnsOf, inputOf, lastOfEach, textOf } from './texts.ts';

/** Each shared statement has one text, prepared once per connection under one name. */
const prepared = new Map<object, { readonly name: string; readonly text: string }>();
const preparedOf = (key: object, text: () => string) => {
  const known = prepared.get(key);
  if (known !== undefined) return known;
  const made = { name: `s${prepared.size}`, text: text() };
  prepared.set(key, made);
  return made;
};

type Rows = readonly (readonly Value[])[];

const hasColumns = (columns: Columns): boolean => Object.keys(columns).length > 0;

const TAKE = {
  name: 'take-changes',
  text: 'update server_state set cursor = cursor + $1 returning cursor - $1 + 1 as first',
};
const CURSOR = { name: 'cursor', text: 'select cursor from server_state' };

/**
 * Runs the steps of one transaction. Reads are waited for; writes are sent and not waited for, so that they leave with
 * the commit in one go: `settled` fails when one of them did.
 */
export const createRun = (client: pg.ClientBase) => {
  const sent: Promise<unknown>[] = [];

  const query = async <R>(statement: { name: string; text: string }, values: unknown[]): Promise<R[]> => {
    const { rows } = await client.query({ ...statement, values, types: ROW_TYPES });
    return rows as R[];
  };

  const read = ({ read: asked, inputs }: Extract<Step, { kind: 'read' }>): Promise<unknown[]> => {
    if (inputs.length === 0) return Promise.resolve([]);
    const statement = preparedOf(asked, () => asked.sql(hasColumns(asked.columns) ? inputOf(asked.columns) : ''));
    return query(statement, arraysOf(asked.columns, inputs));
  };

  const readAll = async ({ reads, inputs }: Extract<Step, { kind: 'read-all' }>): Promise<unknown> => {
    const answers = Object.entries(reads).map(async ([name, asked]) => [
      name,
      await read({ kind: 'read', read: asked, inputs: inputs[name] ?? [] }),
    ]);
    return Object.fromEntries(await Promise.all(answers));
  };

  const send = (write: RowWrite['write'], rows: Rows): void => {
    if (rows.length === 0) return;
    const columns = columnsOf(write);
    const statement = preparedOf(write, () => textOf(write));
    const written = query(statement, arraysOf(columns, lastOfEach(write, rows)));
    // Looked at by `settled`; until then a failure is nobody's.
    written.catch(() => undefined);
    sent.push(written);
  };

  const answer = async (step: Step): Promise<unknown> => {
    switch (step.kind) {
      case 'read':
        return read(step);
      case 'read-all':
        return readAll(step);
      case 'write':
        for (const { write, rows } of step.writes) send(write, rows);
        return;
      case 'take-changes': {
        const [row] = await query<{ first: number }>(TAKE, [step.count]);
        return row?.first;
      }
      case 'cursor': {
        const [row] = await query<{ cursor: number }>(CURSOR, []);
        return row?.cursor;
      }
    }
  };

  return {
    run: async <T>(work: Work<T>): Promise<T> => {
      let state = work.next();
      while (state.done !== true) state = work.next(await answer(state.value));
      return state.value;
    },
    settled: async (): Promise<void> => {
      await Promise.all(sent);
    },
  };
};
