import type { DatabaseSync } from 'node:sqlite';
import { prepare } from '../statement.ts';
import type { Counted, FaultKind, Findings } from './findings.ts';

const COUNTS: readonly (readonly [Counted, string])[] = [
  ['accounts', 'select count(*) as found from accounts where gone = 0'],
  ['conversations', 'select count(*) as found from conversations where deleted_at is null'],
];

/** Tables whose rows carry the value of the change counter at which they last changed. */
const CHANGED = ['accounts', 'conversations', 'memberships', 'chapters', 'blocks', 'kept_marks'];

/** Each gives one row for each fault, with an example that names it. */
const RULES: readonly (readonly [FaultKind, string])[] = [
  ...CHANGED.map((table): readonly [FaultKind, string] => [
    'change-above-cursor',
    `select '${table}' as example from ${table} where changed > (select cursor from server_state)`,
  ]),
  [
    'stamp-above-seq',
    `select c.public_id as example from conversations c
     where c.seq < (select max(s.seq) from stamps s where s.conversation = c.id)`,
  ],
  [
    'wrong-members',
    `select c.public_id as example from conversations c where c.deleted_at is null and c.kind = 'group'
     and exists (select 1 from memberships m where m.conversation = c.id and m.removed_at is null)
     and 1 <> (select count(*) from memberships m
       where m.conversation = c.id and m.removed_at is null and m.role = 'owner')`,
  ],
  [
    'wrong-members',
    `select c.public_id as example from conversations c where c.kind = 'direct'
     and (select count(*) from memberships m where m.conversation = c.id) not in (1, 2)`,
  ],
  [
    'account-without-sign-in',
    `select a.user_id as example from accounts a
     where a.gone = 0 and not exists (select 1 from sign_in_user u where u.id = a.user_id)`,
  ],
  [
    'wrong-usage',
    `select a.number as example from accounts a
     where coalesce((select u.bytes from blob_usage u where u.account = a.number), 0)
       <> coalesce((select sum(b.size) from blobs b where b.account = a.number), 0)`,
  ],
];

/** SQLite's primary result codes. https://sqlite.org/rescode.html */
const CORRUPT_CODES: readonly number[] = [11, 26];

/** Checks that SQLite's pages agree. */
export const verifyPages = (database: DatabaseSync, findings: Findings): void => {
  const check = prepare<[], { integrity_check: string }>(database, 'pragma integrity_check(20)');
  try {
    for (const { integrity_check: found } of check.all()) if (found !== 'ok') findings.fault('damaged-page', found);
  } catch (error) {
    // Damaged so that SQLite cannot even look further.
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) % 256 : 0;
    if (!CORRUPT_CODES.includes(code)) throw error;
    findings.fault('damaged-page', String(error));
  }
};

/** Checks that rows refer to rows, and what rows of different tables say of each other. */
export const verifyFacts = (database: DatabaseSync, findings: Findings): void => {
  const references = prepare<[], { table: string; parent: string }>(database, 'pragma foreign_key_check');
  for (const { table, parent } of references.all()) findings.fault('broken-reference', `${table} to ${parent}`);
  for (const [what, sql] of COUNTS) findings.count(what, prepare<[], { found: number }>(database, sql).get()?.found);
  for (const [kind, sql] of RULES)
    for (const { example } of prepare<[], { example: string | number }>(database, sql).all())
      findings.fault(kind, String(example));
};
