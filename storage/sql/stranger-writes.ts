import { insertRows, type RowWrite, rowWrite, updateRows } from './statements.ts';

const MEMBER = { conversation: 'integer', account: 'integer' } as const;

/** How many things a writer has shown to a target who has not answered: the new total. */
export const SHOW = insertRows<[number, number, number]>(
  'stranger_acts',
  { writer: 'integer', target: 'integer', acts: 'integer' },
  'on conflict (writer, target) do update set acts = excluded.acts',
);
const ACCEPT = updateRows<[null, number, number, number, number, number]>(
  'memberships',
  { asked_by: 'integer', joined: 'integer', changed: 'integer', marks_changed: 'integer' },
  MEMBER,
);
export const TELL_SEEN = updateRows<[number, number]>('accounts', { seen_changed: 'integer' }, { number: 'integer' });

const TELL_MARKS = updateRows<[number, number, number]>('memberships', { marks_changed: 'integer' }, MEMBER);
const TELL_MARKS_IN = updateRows<[number, number]>('conversations', { marks_changed: 'integer' }, { id: 'integer' });

interface MemberChange {
  readonly conversation: number;
  readonly account: number;
  readonly change: number;
}

/** Members whose watermarks the others are told again. */
export const tellMarks = (marks: readonly MemberChange[], first: number): RowWrite[] => [
  rowWrite(
    TELL_MARKS,
    marks.map(({ conversation, account, change }) => [first + change, conversation, account]),
  ),
  rowWrite(
    TELL_MARKS_IN,
    marks.map(({ conversation, change }) => [first + change, conversation]),
  ),
];

/**
 * Members who accept a group. A member who blocks the person who added them has not seen it so far: their devices are sent
 * all of it, as if they had joined now.
 */
export const accept = (accepted: readonly MemberChange[], first: number): RowWrite =>
  rowWrite(
    ACCEPT,
    accepted.map(({ conversation, account, change }) => {
      const at = first + change;
      return [null, at, at, at, conversation, account];
    }),
  );
