import { readRows } from '../../sql/statements.ts';
import { driver, type Work } from '../work.ts';
import type { Counted, FaultKind, Findings } from './findings.ts';

const counting = (sql: string) => readRows<[], { found: number }>({}, () => sql);
const COUNTS: readonly (readonly [Counted, ReturnType<typeof counting>])[] = [
  ['accounts', counting('select count(*) as found from accounts where gone = 0')],
  ['conversations', counting('select count(*) as found from conversations where deleted_at is null')],
];

/** Tables whose rows carry the value of the change counter at which they last changed. */
const CHANGED = ['accounts', 'conversations', 'memberships', 'chapters', 'blocks', 'kept_marks'];

/** Gives one row for each fault of a kind, with an example that names it. */
type FaultRule = readonly [FaultKind, ReturnType<typeof readRows<[], { example: string | number }>>];
const rule = (kind: FaultKind, sql: string): FaultRule => [kind, readRows({}, () => sql)];

/** Rows of a table that refer to rows which are not there. */
export const referenceRule = (table: string, column: string, parent: string, key: string): FaultRule =>
  rule(
    'broken-reference',
    `select '${table} to ${parent}' as example from ${table} t
     where t.${column} is not null and not exists (select 1 from ${parent} p where p.${key} = t.${column})`,
  );

const RULES: readonly FaultRule[] = [
  ...CHANGED.map((table) =>
    rule(
      'change-above-cursor',
      `select '${table}' as example from ${table} where changed > (select cursor from server_state)`,
    ),
  ),
  rule(
    'stamp-above-seq',
    `select c.public_id as example from conversations c
     where c.seq < (select max(s.seq) from stamps s where s.conversation = c.id)`,
  ),
  rule(
    'wrong-members',
    `select c.public_id as example from conversations c where c.deleted_at is null and c.kind = 'group'
     and exists (select 1 from memberships m where m.conversation = c.id and m.removed_at is null)
     and 1 <> (select count(*) from memberships m
       where m.conversation = c.id and m.removed_at is null and m.role = 'owner')`,
  ),
  rule(
    'wrong-members',
    `select c.public_id as example from conversations c where c.kind = 'direct'
     and (select count(*) from memberships m where m.conversation = c.id) not in (1, 2)`,
  ),
  rule(
    'account-without-sign-in',
    `select a.user_id as example from accounts a
     where a.gone = 0 and a.user_id not in (select cast(u.id as text) from sign_in_user u)`,
  ),
  rule(
    'wrong-usage',
    `select a.number as example from accounts a
     where coalesce((select u.bytes from blob_usage u where u.account = a.number), 0)
       <> coalesce((select sum(b.size) from blobs b where b.account = a.number), 0)`,
  ),
];

/** Checks what rows of different tables say of each other. @param own rules of one database alone, before the others */
export function* verifyFacts(findings: Findings, own: readonly FaultRule[]): Work<void> {
  for (const [what, read] of COUNTS) findings.count(what, (yield* driver.read(read, [[]]))[0]?.found);
  for (const [kind, read] of [...own, ...RULES])
    for (const { example } of yield* driver.read(read, [[]])) findings.fault(kind, String(example));
}
