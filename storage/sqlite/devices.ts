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

export const createDevices = ({ driver, read, write }: Connection): Devices => {
  const linkBy = (tokenHash: Uint8Array) => deviceLink(driver.read(READ_LINK, [[tokenHash]]));

  return {
    numbersOf: (userId) => read(() => driver.read(READ_NUMBERS, [[userId]]).map(({ number }) => number)),
    endSession: ({ tokenHash, userId, at }) =>
      write(() => {
        driver.read(END_SESSIONS, [[tokenHash, at, userId]]);
        driver.read(FORGET_LINKS_OF, [[userId]]);
      }),
    endedSession: (tokenHash) =>
      read(() => {
        const [row] = driver.read(READ_ENDED, [[tokenHash]]);
        return row === undefined ? undefined : row.gone === 1 ? 'gone' : 'ended';
      }),
    forgetEnded: (sessionsBefore, linksBefore) =>
      write(() =>
        driver.write([rowWrite(FORGET_SESSIONS, [[sessionsBefore]]), rowWrite(FORGET_LINKS, [[linksBefore]])]),
      ),
    addLink: ({ tokenHash, userId, expiresAt }) =>
      write(() => {
        driver.read(FORGET_LINKS_OF, [[userId]]);
        driver.read(ADD_LINKS, [[tokenHash, expiresAt, userId]]);
      }),
    claimLink: ({ tokenHash, claimHash, device, now }) =>
      write(() => {
        const account = claimedAccount(linkBy(tokenHash), now);
        if (account !== undefined)
          driver.write([rowWrite(CLAIM_LINKS, [[claimHash, device.agent, device.address, tokenHash]])]);
        return account;
      }),
    linkOf: (tokenHash, userId, now) => read(() => linkState(linkBy(tokenHash), userId, now)),
    confirmLink: (tokenHash, userId, now) =>
      write(() => {
        if (!mayConfirm(linkBy(tokenHash), userId, now)) return false;
        driver.write([rowWrite(CONFIRM_LINKS, [[1, tokenHash]])]);
        return true;
      }),
    dropLink: (tokenHash, userId) =>
      write(() => {
        if (linkBy(tokenHash)?.userId === userId) driver.write([rowWrite(DROP_LINKS, [[tokenHash]])]);
      }),
    takeLink: (claimHash, now) =>
      write(() => {
        const taken = takenLink(deviceLink(driver.read(READ_CLAIM, [[claimHash]])), now);
        if (typeof taken === 'object') driver.write([rowWrite(DROP_CLAIMS, [[claimHash]])]);
        return taken;
      }),
  };
};
