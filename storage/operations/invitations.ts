import type { Invitations } from '../ports/invitations.ts';
import { isUsable, usedAfterRelease } from '../rules/invitation.ts';
import {
  ADD_INVITATIONS,
  FORGET_INVITATIONS,
  invitationOf,
  READ_INVITATION,
  READ_INVITATIONS,
  REMOVE_INVITATION,
  USE_INVITATIONS,
} from '../sql/invitations.ts';
import { rowWrite } from '../sql/statements.ts';
import type { Connection } from './connection.ts';
import { driver } from './work.ts';

export const createInvitations = ({ read, write }: Connection): Invitations => {
  function* find(token: Uint8Array) {
    return (yield* driver.read(READ_INVITATION, [[token]])).map(invitationOf)[0];
  }
  const setUsed = (token: Uint8Array, used: number) => driver.write([rowWrite(USE_INVITATIONS, [[used, token]])]);

  return {
    createInvitation: ({ invitationId, token, by, at, expiresAt, uses }) =>
      write(function* () {
        yield* driver.read(ADD_INVITATIONS, [[invitationId, token, by, at, expiresAt, uses]]);
      }),
    invitations: (endedBefore) =>
      write(function* () {
        yield* driver.write([rowWrite(FORGET_INVITATIONS, [[endedBefore]])]);
        return (yield* driver.read(READ_INVITATIONS, [[]])).map(invitationOf);
      }),
    removeInvitation: (invitationId) =>
      write(function* () {
        return (yield* driver.read(REMOVE_INVITATION, [[invitationId]])).length > 0;
      }),
    invitationOf: (token, at) =>
      read(function* () {
        const found = yield* find(token);
        return isUsable(found, at) ? found : undefined;
      }),
    claimInvitation: (token, at) =>
      write(function* () {
        const found = yield* find(token);
        if (!isUsable(found, at)) return false;
        yield* setUsed(token, found.used + 1);
        return true;
      }),
    releaseInvitation: (token) =>
      write(function* () {
        const found = yield* find(token);
        if (found !== undefined) yield* setUsed(token, usedAfterRelease(found));
      }),
  };
};
