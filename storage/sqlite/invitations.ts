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

export const createInvitations = ({ driver, read, write }: Connection): Invitations => {
  const find = (token: Uint8Array) => driver.read(READ_INVITATION, [[token]]).map(invitationOf)[0];
  const setUsed = (token: Uint8Array, used: number) => driver.write([rowWrite(USE_INVITATIONS, [[used, token]])]);

  return {
    createInvitation: ({ invitationId, token, by, at, expiresAt, uses }) =>
      write(() => void driver.read(ADD_INVITATIONS, [[invitationId, token, by, at, expiresAt, uses]])),
    invitations: (endedBefore) =>
      write(() => {
        driver.write([rowWrite(FORGET_INVITATIONS, [[endedBefore]])]);
        return driver.read(READ_INVITATIONS, [[]]).map(invitationOf);
      }),
    removeInvitation: (invitationId) => write(() => driver.read(REMOVE_INVITATION, [[invitationId]]).length > 0),
    invitationOf: (token, at) =>
      read(() => {
        const found = find(token);
        return isUsable(found, at) ? found : undefined;
      }),
    claimInvitation: (token, at) =>
      write(() => {
        const found = find(token);
        if (!isUsable(found, at)) return false;
        setUsed(token, found.used + 1);
        return true;
      }),
    releaseInvitation: (token) =>
      write(() => {
        const found = find(token);
        if (found !== undefined) setUsed(token, usedAfterRelease(found));
      }),
  };
};
