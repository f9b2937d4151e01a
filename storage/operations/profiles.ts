import type { People, Pictures } from '../ports/people.ts';
import { decideProfile } from '../rules/own-account.ts';
import { DROP_PICTURES, ownProfile, PUT_PICTURES, profileWrites, READ_OWN, READ_PICTURE } from '../sql/people.ts';
import { rowWrite } from '../sql/statements.ts';
import type { Connection } from './connection.ts';
import { driver, takeChange } from './work.ts';

/** People's profiles, and the small pictures of people and groups. */
export const createProfiles = ({ read, write }: Connection): Pick<People, 'setProfile'> & Pictures => ({
  setProfile: (userId, asked) =>
    write(function* () {
      const after = decideProfile(ownProfile(yield* driver.read(READ_OWN, [[userId]])), asked);
      if (after === undefined) return false;
      yield* driver.write(profileWrites(userId, after, yield* takeChange()));
      return true;
    }),
  putPicture: ({ hash, type, bytes, at }) =>
    write(function* () {
      return yield* driver.write([rowWrite(PUT_PICTURES, [[hash, type, bytes, at]])]);
    }),
  picture: (hash) =>
    read(function* () {
      return (yield* driver.read(READ_PICTURE, [[hash]]))[0];
    }),
  dropUnusedPictures: (before) =>
    write(function* () {
      return (yield* driver.read(DROP_PICTURES, [[before]])).length;
    }),
});
