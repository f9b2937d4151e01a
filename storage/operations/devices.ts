import type { Devices } from '../ports/devices.ts';
import { claimedAccount, linkState, mayConfirm, takenLink } from '../rules/device-links.ts';
import {
  ADD_LINKS,
  CLAIM_LINKS,
  CONFIRM_LINKS,
  DROP_CLAIMS,
  DROP_LINKS,
  deviceLink,
  END_SESSIONS,
  FORGET_LINKS,
  FORGET_LINKS_OF,
  FORGET_SESSIONS,
  READ_CLAIM,
  READ_ENDED,
  READ_LINK,
  READ_NUMBERS,
} from '../sql/devices.ts';
import { rowWrite } from '../sql/statements.ts';
import type { Connection } from './connection.ts';
import { driver } from './work.ts';

export const createDevices = ({ read, write }: Connection): Devices => {
  function* linkBy(tokenHash: Uint8Array) {
    return deviceLink(yield* driver.read(READ_LINK, [[tokenHash]]));
  }

  return {
    numbersOf: (userId) =>
      read(function* () {
        return (yield* driver.read(READ_NUMBERS, [[userId]])).map(({ number }) => number);
      }),
    endSession: ({ tokenHash, userId, at }) =>
      write(function* () {
        yield* driver.read(END_SESSIONS, [[tokenHash, at, userId]]);
        yield* driver.read(FORGET_LINKS_OF, [[userId]]);
      }),
    endedSession: (tokenHash) =>
      read(function* () {
        const [row] = yield* driver.read(READ_ENDED, [[tokenHash]]);
        return row === undefined ? undefined : row.gone === 1 ? 'gone' : 'ended';
      }),
    forgetEnded: (sessionsBefore, linksBefore) =>
      write(function* () {
        return yield* driver.write([
          rowWrite(FORGET_SESSIONS, [[sessionsBefore]]),
          rowWrite(FORGET_LINKS, [[linksBefore]]),
        ]);
      }),
    addLink: ({ tokenHash, userId, expiresAt }) =>
      write(function* () {
        yield* driver.read(FORGET_LINKS_OF, [[userId]]);
        yield* driver.read(ADD_LINKS, [[tokenHash, expiresAt, userId]]);
      }),
    claimLink: ({ tokenHash, claimHash, device, now }) =>
      write(function* () {
        const account = claimedAccount(yield* linkBy(tokenHash), now);
        if (account !== undefined)
          yield* driver.write([rowWrite(CLAIM_LINKS, [[claimHash, device.agent, device.address, tokenHash]])]);
        return account;
      }),
    linkOf: (tokenHash, userId, now) =>
      read(function* () {
        return linkState(yield* linkBy(tokenHash), userId, now);
      }),
    confirmLink: (tokenHash, userId, now) =>
      write(function* () {
        if (!mayConfirm(yield* linkBy(tokenHash), userId, now)) return false;
        yield* driver.write([rowWrite(CONFIRM_LINKS, [[1, tokenHash]])]);
        return true;
      }),
    dropLink: (tokenHash, userId) =>
      write(function* () {
        if ((yield* linkBy(tokenHash))?.userId === userId) yield* driver.write([rowWrite(DROP_LINKS, [[tokenHash]])]);
      }),
    takeLink: (claimHash, now) =>
      write(function* () {
        const taken = takenLink(deviceLink(yield* driver.read(READ_CLAIM, [[claimHash]])), now);
        if (typeof taken === 'object') yield* driver.write([rowWrite(DROP_CLAIMS, [[claimHash]])]);
        return taken;
      }),
  };
};
