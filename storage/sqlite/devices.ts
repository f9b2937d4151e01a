import type { UserId } from '../../shared/ids/account.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { Devices } from '../ports/devices.ts';
import type { Connection } from './connection.ts';
import { prepare } from './statement.ts';

interface LinkRow {
  readonly claim_hash: Uint8Array | null;
  readonly agent: string | null;
  readonly address: string | null;
  readonly confirmed: number;
}

export const createDevices = ({ database, read, write }: Connection): Devices => {
  const end = prepare<[Uint8Array, number, UserId]>(
    database,
    `insert into ended_sessions (token_hash, account, at) select ?, number, ? from accounts where user_id = ?
     on conflict do nothing`,
  );
  const ended = prepare<[Uint8Array], { gone: number }>(
    database,
    'select gone from ended_sessions e join accounts a on a.number = e.account where token_hash = ?',
  );
  const forgetSessions = prepare<[number]>(database, 'delete from ended_sessions where at < ?');
  const forgetLinks = prepare<[number]>(database, 'delete from device_links where expires_at < ?');
  const forgetLinksOf = prepare<[UserId]>(
    database,
    'delete from device_links where account = (select number from accounts where user_id = ?)',
  );
  const addLink = prepare<[Uint8Array, number, UserId]>(
    database,
    `insert into device_links (token_hash, account, expires_at) select ?, number, ? from accounts
     where user_id = ? and gone = 0`,
  );
  const claim = prepare<[Uint8Array, string, string, Uint8Array, number]>(
    database,
    `update device_links set claim_hash = ?, agent = ?, address = ?
     where token_hash = ? and claim_hash is null and expires_at > ?`,
  );
  const ownerOf = prepare<[Uint8Array], { userId: UserId }>(
    database,
    'select user_id as userId from device_links d join accounts a on a.number = d.account where token_hash = ?',
  );
  const link = prepare<[Uint8Array, UserId, number], LinkRow>(
    database,
    `select claim_hash, agent, address, confirmed from device_links
     where token_hash = ? and account = (select number from accounts where user_id = ?) and expires_at > ?`,
  );
  const confirm = prepare<[Uint8Array, UserId, number]>(
    database,
    `update device_links set confirmed = 1
     where token_hash = ? and account = (select number from accounts where user_id = ?) and expires_at > ?
       and claim_hash is not null`,
  );
  const drop = prepare<[Uint8Array, UserId]>(
    database,
    'delete from device_links where token_hash = ? and account = (select number from accounts where user_id = ?)',
  );
  const claimed = prepare<[Uint8Array, number], { userId: UserId; confirmed: number }>(
    database,
    `select user_id as userId, confirmed from device_links d join accounts a on a.number = d.account
     where claim_hash = ? and expires_at > ? and gone = 0`,
  );
  const take = prepare<[Uint8Array]>(database, 'delete from device_links where claim_hash = ? and confirmed = 1');

  const numbers = prepare<[UserId], { number: number }>(
    database,
    `select d.number from account_devices d join accounts a on a.number = d.account
     where user_id = ? order by place desc limit ${LIMITS.accountDevices}`,
  );

  return {
    numbersOf: (userId) => read(() => numbers.all(userId).map(({ number }) => number)),
    endSession: ({ tokenHash, userId, at }) =>
      write(() => {
        end.run(tokenHash, at, userId);
        forgetLinksOf.run(userId);
      }),
    endedSession: (tokenHash) =>
      read(() => {
        const row = ended.get(tokenHash);
        return row === undefined ? undefined : row.gone === 1 ? 'gone' : 'ended';
      }),
    forgetEnded: (sessionsBefore, linksBefore) =>
      write(() => {
        forgetSessions.run(sessionsBefore);
        forgetLinks.run(linksBefore);
      }),
    addLink: ({ tokenHash, userId, expiresAt }) =>
      write(() => {
        forgetLinksOf.run(userId);
        addLink.run(tokenHash, expiresAt, userId);
      }),
    claimLink: ({ tokenHash, claimHash, device, now }) =>
      write(() =>
        claim.run(claimHash, device.agent, device.address, tokenHash, now) === 1
          ? ownerOf.get(tokenHash)?.userId
          : undefined,
      ),
    linkOf: (tokenHash, userId, now) =>
      read(() => {
        const row = link.get(tokenHash, userId, now);
        if (row === undefined) return undefined;
        if (row.confirmed === 1) return { kind: 'confirmed' };
        if (row.claim_hash === null) return { kind: 'open' };
        return { kind: 'claimed', device: { agent: row.agent ?? '', address: row.address ?? '' } };
      }),
    confirmLink: (tokenHash, userId, now) => write(() => confirm.run(tokenHash, userId, now) === 1),
    dropLink: (tokenHash, userId) => write(() => void drop.run(tokenHash, userId)),
    takeLink: (claimHash, now) =>
      write(() => {
        const row = claimed.get(claimHash, now);
        if (row === undefined) return undefined;
        if (row.confirmed === 0) return 'waiting';
        take.run(claimHash);
        return { userId: row.userId };
      }),
  };
};
