import type { UserId } from '../../shared/ids/account.ts';
import { deleteRows, readRows, updateRows } from './statements.ts';

interface InvitationColumns {
  readonly public_id: string;
  readonly name: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly uses: number;
  readonly used: number;
}
const INVITATION = 'i.public_id, a.name, i.created_at, i.expires_at, i.uses, i.used';
const TOKEN = { token: 'bytes' } as const;

export const ADD_INVITATIONS = readRows<[string, Uint8Array, UserId, number, number, number], never>(
  {
    public_id: 'text',
    ...TOKEN,
    user_id: 'text',
    created_at: 'integer',
    expires_at: 'integer',
    uses: 'integer',
  },
  (input) => `insert into invitations (public_id, token, made_by, created_at, expires_at, uses)
   select input.public_id, input.token, (select a.number from accounts a where a.user_id = input.user_id),
     input.created_at, input.expires_at, input.uses from ${input}`,
);
/** The newest first. */
export const READ_INVITATIONS = readRows<[], InvitationColumns>(
  {},
  () => `select ${INVITATION} from invitations i join accounts a on a.number = i.made_by
   order by i.created_at desc, i.id desc`,
);
export const READ_INVITATION = readRows<[Uint8Array], InvitationColumns>(
  TOKEN,
  (input) => `select ${INVITATION} from ${input} join invitations i on i.token = input.token
   join accounts a on a.number = i.made_by`,
);
export const FORGET_INVITATIONS = deleteRows<[number]>('invitations', {}, 'expires_at < input.before', {
  before: 'integer',
});
export const REMOVE_INVITATION = readRows<[string], { public_id: string }>(
  { public_id: 'text' },
  (input) => `delete from invitations where public_id in (select input.public_id from ${input}) returning public_id`,
);
export const USE_INVITATIONS = updateRows<[number, Uint8Array]>('invitations', { used: 'integer' }, TOKEN);

export const invitationOf = (row: InvitationColumns) => ({
  invitationId: row.public_id,
  by: row.name,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  uses: row.uses,
  used: row.used,
});
