import { insertRows, type RowWrite, rowWrite, updateRows } from './statements.ts';

const MEMBER = { conversation: 'integer', account: 'integer' } as const;

/** How many things a writer has shown to a target who has not answered: the new total. */
export const SHOW = insertRows<[number, number, number]>(
  'stranger_acts',
  { writer: 'integer', target: 'integer', acts: 'integer' },
  'on conflict (writer, target) do update set acts = excluded.acts',
);
/** Of a blocked person's group nothing was told before it is accepted: `joined` lets the feed tell all of it. */
export const ACCEPT = updateRows<[null, number, number, number, number, number]>(
  'memberships',
  { asked_by: 'integer', joined: 'integer', changed: 'integer', marks_changed: 'integer' },
  MEMBER,
);
export const TELL_SEEN = updateRows<[number, number]>('accounts', { seen_changed: 'integer' }, { number: 'integer' });

const TELL_MARKS = updateRows<[number, number, number]>('memberships', { marks_changed: 'integer' }, MEMBER);
const TELL_MARKS_IN = updateRows<[number, number]>('conversations', { marks_changed: 'integer' }, { id: 'integer' });

/** Members whose watermarks the others are told again. */
export const tellMarks = (
  marks: readonly { readonly conversation: number; readonly account: number; readonly change: number }[],
  first: number,
): RowWrite[] => [
  rowWrite(
    TELL_MARKS,
    marks.map(({ conversation, account, change }) => [first + change, conversation, account]),
  ),
  rowWrite(
    TELL_MARKS_IN,
    marks.map(({ conversation, change }) => [first + change, conversation]),
  ),
];
