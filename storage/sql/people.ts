import type { UserId } from '../../shared/ids/account.ts';
import type { PictureType } from '../../shared/protocol/picture.ts';
import type { PrivacyPlan, ShownProfile } from '../rules/own-account.ts';
import { insertRows, type RowWrite, readRows, rowWrite, updateRows, type Value } from './statements.ts';

const USER = { user_id: 'text' } as const;
const NUMBER = { number: 'integer' } as const;

interface OwnColumns {
  readonly number: number;
  readonly hide_read: number;
  readonly hide_seen: number;
  readonly picture: string | null;
  readonly status_text: string | null;
  readonly status_until: number | null;
}
/** What a person shows of themself. */
export const READ_OWN = readRows<[UserId], OwnColumns>(
  USER,
  (input) => `select a.number, a.hide_read, a.hide_seen, a.picture, a.status_text, a.status_until
   from ${input} join accounts a on a.user_id = input.user_id`,
);
export const ownPrivacy = ([row]: readonly OwnColumns[]) =>
  row === undefined ? undefined : { hidesRead: row.hide_read === 1, hidesSeen: row.hide_seen === 1 };
export const ownProfile = ([row]: readonly OwnColumns[]): ShownProfile | undefined =>
  row === undefined ? undefined : { picture: row.picture, statusText: row.status_text, statusUntil: row.status_until };

const PUT_PROFILES = updateRows<readonly Value[]>(
  'accounts',
  { picture: 'text', status_text: 'text', status_until: 'integer', changed: 'integer' },
  USER,
);
export const profileWrites = (userId: UserId, { picture, statusText, statusUntil }: ShownProfile, changed: number) => [
  rowWrite(PUT_PROFILES, [[picture, statusText, statusUntil, changed, userId]]),
];

const PUT_PRIVACY = updateRows<[number, number, number, number]>(
  'accounts',
  { hide_read: 'integer', hide_seen: 'integer', changed: 'integer' },
  NUMBER,
);
const FORGET_SEEN = updateRows<[null, number]>('accounts', { seen_at: 'integer' }, NUMBER);
const TELL_MEMBERS = updateRows<[number, number]>('memberships', { changed: 'integer' }, { conversation: 'integer' });
const TELL_CONVERSATIONS = updateRows<[number, number]>('conversations', { changed: 'integer' }, { id: 'integer' });

/** Conversations that an account is or was a member of, except deleted ones. */
export const READ_CONVERSATIONS_OF = readRows<[number], { conversation: number }>(
  { account: 'integer' },
  (input) => `select m.conversation from ${input} join memberships m on m.account = input.account
   join conversations c on c.id = m.conversation where c.deleted_at is null order by m.conversation`,
);

/**
 * @param told conversations whose members are all told anew
 * @param first one value of the change counter for the account, then one for each conversation, so that pages of the
 *   feed can end between any two
 */
export const privacyWrites = (
  account: number,
  plan: PrivacyPlan,
  told: readonly number[],
  first: number,
): RowWrite[] => {
  const changes = told.map((conversation, i): [number, number] => [first + 1 + i, conversation]);
  return [
    rowWrite(PUT_PRIVACY, [[plan.hidesRead ? 1 : 0, plan.hidesSeen ? 1 : 0, first, account]]),
    rowWrite(FORGET_SEEN, plan.forgetsSeen ? [[null, account]] : []),
    rowWrite(TELL_MEMBERS, changes),
    rowWrite(TELL_CONVERSATIONS, changes),
  ];
};

/** When devices were last connected: only rises, and is not stored for people who hide it. */
export const RAISE_SEEN = readRows<[UserId, number, number], never>(
  { user_id: 'text', at: 'integer', changed: 'integer' },
  (input) => `update accounts set seen_at = input.at, seen_changed = input.changed from ${input}
   where accounts.user_id = input.user_id and accounts.hide_seen = 0 and coalesce(accounts.seen_at, 0) < input.at`,
);

/** Who sees an account's name: a group that one of the two has not accepted is not shared. */
export const READ_CONTACTS = readRows<[UserId], { user_id: UserId }>(
  USER,
  (input) => `select distinct a.user_id from ${input} join accounts me on me.user_id = input.user_id
   join memberships mine on mine.account = me.number and mine.removed_at is null and mine.asked_by is null
   join memberships theirs on theirs.conversation = mine.conversation and theirs.removed_at is null
     and theirs.asked_by is null
   join accounts a on a.number = theirs.account`,
);

/** A picture that is sent again is refreshed, so that it is not removed before it is used. */
export const PUT_PICTURES = insertRows<[string, string, Uint8Array, number]>(
  'pictures',
  { hash: 'text', type: 'text', bytes: 'bytes', kept_at: 'integer' },
  'on conflict (hash) do update set kept_at = excluded.kept_at',
);
export const READ_PICTURE = readRows<[string], { type: PictureType; bytes: Uint8Array }>(
  { hash: 'text' },
  (input) => `select p.type, p.bytes from ${input} join pictures p on p.hash = input.hash`,
);
export const DROP_PICTURES = readRows<[number], { hash: string }>(
  { before: 'integer' },
  (input) => `delete from pictures where kept_at < (select input.before from ${input})
     and hash not in (select a.picture from accounts a where a.picture is not null)
     and hash not in (select c.picture from conversations c where c.picture is not null) returning hash`,
);
/** Accounts that an account blocks, or that block it. */
export const READ_UNSEEN = readRows<[UserId], { number: number }>(
  USER,
  (input) => `select b.blocked as number from ${input} join accounts a on a.user_id = input.user_id
     join blocks b on b.blocker = a.number and b.active = 1
   union select b.blocker from ${input} join accounts a on a.user_id = input.user_id
     join blocks b on b.blocked = a.number and b.active = 1`,
);
