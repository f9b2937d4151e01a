import type { Invitations } from '../ports/invitations.ts';
import type { Connection } from './connection.ts';

export const createInvitations = ({ kysely, queries, read, write }: Connection): Invitations => {
  const rows = () =>
    kysely
      .selectFrom('invitations')
      .innerJoin('accounts', 'accounts.number', 'invitations.made_by')
      .select([
        'public_id as invitationId',
        'accounts.name as by',
        'invitations.created_at as createdAt',
        'expires_at as expiresAt',
        'uses',
        'used',
      ]);

  return {
    createInvitation: ({ invitationId, token, by, at, expiresAt, uses }) =>
      write(() => {
        queries.run(
          kysely.insertInto('invitations').values(({ selectFrom }) => ({
            public_id: invitationId,
            token,
            made_by: selectFrom('accounts').select('number').where('user_id', '=', by),
            created_at: at,
            expires_at: expiresAt,
            uses,
          })),
        );
      }),
    invitations: (endedBefore) =>
      write(() => {
        queries.run(kysely.deleteFrom('invitations').where('expires_at', '<', endedBefore));
        return queries.all(rows().orderBy('invitations.created_at', 'desc').orderBy('invitations.id', 'desc'));
      }),
    removeInvitation: (invitationId) =>
      write(() => queries.run(kysely.deleteFrom('invitations').where('public_id', '=', invitationId)) > 0),
    invitationOf: (token, at) =>
      read(() =>
        queries.first(rows().where('token', '=', token).where('expires_at', '>', at).whereRef('used', '<', 'uses')),
      ),
    claimInvitation: (token, at) =>
      write(
        () =>
          queries.run(
            kysely
              .updateTable('invitations')
              .set(({ eb }) => ({ used: eb('used', '+', 1) }))
              .where('token', '=', token)
              .where('expires_at', '>', at)
              .whereRef('used', '<', 'uses'),
          ) > 0,
      ),
    releaseInvitation: (token) =>
      write(() => {
        queries.run(
          kysely
            .updateTable('invitations')
            .set(({ eb }) => ({ used: eb('used', '-', 1) }))
            .where('token', '=', token)
            .where('used', '>', 0),
        );
      }),
  };
};
