import type { People } from '../ports/people.ts';
import type { Pictures } from '../ports/pictures.ts';
import type { Connection } from './connection.ts';
import { prepare } from './statement.ts';

/** What people say of themselves, and the small pictures of people and groups. */
export const createProfiles = ({
  database,
  kysely,
  queries,
  read,
  write,
}: Connection): Pick<People, 'setProfile'> & Pictures => {
  const drop = prepare<[number]>(
    database,
    `delete from pictures where kept_at < ?
       and hash not in (select picture from accounts where picture is not null)
       and hash not in (select picture from conversations where picture is not null)`,
  );

  return {
    setProfile: (userId, { picture, status }) =>
      write((takeChange) => {
        const before = queries.first(
          kysely
            .selectFrom('accounts')
            .select(['picture', 'status_text', 'status_until'])
            .where('user_id', '=', userId),
        );
        if (before === undefined) return false;
        const after = {
          picture: picture === undefined ? before.picture : picture,
          status_text: status === undefined ? before.status_text : (status?.text ?? null),
          status_until: status === undefined ? before.status_until : (status?.until ?? null),
        };
        if (
          after.picture === before.picture &&
          after.status_text === before.status_text &&
          after.status_until === before.status_until
        )
          return false;
        queries.run(
          kysely
            .updateTable('accounts')
            .set({ ...after, changed: takeChange() })
            .where('user_id', '=', userId),
        );
        return true;
      }),
    putPicture: ({ hash, type, bytes, at }) =>
      write(() => {
        queries.run(
          kysely
            .insertInto('pictures')
            .values({ hash, type, bytes, kept_at: at })
            // Sent again, it is wanted again: it must not go before it is used.
            .onConflict((conflict) => conflict.column('hash').doUpdateSet({ kept_at: at })),
        );
      }),
    picture: (hash) =>
      read(() => queries.first(kysely.selectFrom('pictures').select(['type', 'bytes']).where('hash', '=', hash))),
    dropUnusedPictures: (before) => write(() => drop.run(before)),
  };
};
