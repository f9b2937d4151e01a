import type { People } from '../ports/people.ts';
import type { Pictures } from '../ports/pictures.ts';
import { decideProfile } from '../rules/own-account.ts';
import { DROP_PICTURES, ownProfile, PUT_PICTURES, profileWrites, READ_OWN, READ_PICTURE } from '../sql/people.ts';
import { rowWrite } from '../sql/statements.ts';
import type { Connection } from './connection.ts';

/** What people say of themselves, and the small pictures of people and groups. */
export const createProfiles = ({ driver, read, write }: Connection): Pick<People, 'setProfile'> & Pictures => ({
  setProfile: (userId, asked) =>
    write((takeChange) => {
      const after = decideProfile(ownProfile(driver.read(READ_OWN, [[userId]])), asked);
      if (after === undefined) return false;
      driver.write(profileWrites(userId, after, takeChange()));
      return true;
    }),
  putPicture: ({ hash, type, bytes, at }) =>
    write(() => driver.write([rowWrite(PUT_PICTURES, [[hash, type, bytes, at]])])),
  picture: (hash) => read(() => driver.read(READ_PICTURE, [[hash]])[0]),
  dropUnusedPictures: (before) => write(() => driver.read(DROP_PICTURES, [[before]]).length),
});
