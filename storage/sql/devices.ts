import type { UserId } from '../../shared/ids/account.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { DeviceLink } from '../rules/device-links.ts';
import { deleteRows, readRows, updateRows } from './statements.ts';

const TOKEN = { token_hash: 'bytes' } as const;
const USER = { user_id: 'text' } as const;
const OWN = { ...TOKEN, at: 'integer', ...USER } as const;

/** Device numbers under which an account has written, the newest first. */
export const READ_NUMBERS = readRows<[UserId], { number: number }>(
  USER,
  (input) => `select d.number from ${input} join accounts a on a.user_id = input.user_id
   join account_devices d on d.account = a.number order by d.place desc limit ${LIMITS.accountDevices}`,
);

export const END_SESSIONS = readRows<[Uint8Array, number, UserId], never>(
  OWN,
  (input) => `insert into ended_sessions (token_hash, account, at)
   select input.token_hash, a.number, input.at from ${input} join accounts a on a.user_id = input.user_id
   where true on conflict do nothing`,
);
export const READ_ENDED = readRows<[Uint8Array], { gone: number }>(
  TOKEN,
  (input) => `select a.gone from ${input} join ended_sessions e on e.token_hash = input.token_hash
   join accounts a on a.number = e.account`,
);
export const FORGET_SESSIONS = deleteRows<[number]>('ended_sessions', {}, 'at < input.before', { before: 'integer' });

export const FORGET_LINKS = deleteRows<[number]>('device_links', {}, 'expires_at < input.before', {
  before: 'integer',
});
export const FORGET_LINKS_OF = readRows<[UserId], never>(
  USER,
  (input) => `delete from device_links where account in (
     select a.number from ${input} join accounts a on a.user_id = input.user_id)`,
);
export const ADD_LINKS = readRows<[Uint8Array, number, UserId], never>(
  OWN,
  (input) => `insert into device_links (token_hash, account, expires_at)
   select input.token_hash, a.number, input.at from ${input} join accounts a on a.user_id = input.user_id
   where a.gone = 0`,
);
export const CLAIM_LINKS = updateRows<[Uint8Array, string, string, Uint8Array]>(
  'device_links',
  { claim_hash: 'bytes', agent: 'text', address: 'text' },
  TOKEN,
);
export const CONFIRM_LINKS = updateRows<[1, Uint8Array]>('device_links', { confirmed: 'integer' }, TOKEN);
export const DROP_LINKS = deleteRows<[Uint8Array]>('device_links', TOKEN);
export const DROP_CLAIMS = deleteRows<[Uint8Array]>('device_links', { claim_hash: 'bytes' });

interface LinkColumns {
  readonly user_id: UserId;
  readonly gone: number;
  readonly expires_at: number;
  readonly claim_hash: Uint8Array | null;
  readonly agent: string | null;
  readonly address: string | null;
  readonly confirmed: number;
}
const LINK = 'a.user_id, a.gone, d.expires_at, d.claim_hash, d.agent, d.address, d.confirmed';

export const READ_LINK = readRows<[Uint8Array], LinkColumns>(
  TOKEN,
  (input) => `select ${LINK} from ${input} join device_links d on d.token_hash = input.token_hash
   join accounts a on a.number = d.account`,
);
export const READ_CLAIM = readRows<[Uint8Array], LinkColumns>(
  { claim_hash: 'bytes' },
  (input) => `select ${LINK} from ${input} join device_links d on d.claim_hash = input.claim_hash
   join accounts a on a.number = d.account`,
);

export const deviceLink = ([row]: readonly LinkColumns[]): DeviceLink | undefined =>
  row === undefined
    ? undefined
    : {
        userId: row.user_id,
        isGone: row.gone === 1,
        expiresAt: row.expires_at,
        device: row.claim_hash === null ? undefined : { agent: row.agent ?? '', address: row.address ?? '' },
        isConfirmed: row.confirmed === 1,
      };
