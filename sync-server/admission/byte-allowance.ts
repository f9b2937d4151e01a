const DAY_MS = 86_400_000;
/** Accounts kept in memory; those with all of their allowance are forgotten first. */
const MOST_ACCOUNTS = 10_000;

interface Left {
  bytes: number;
  at: number;
}

/**
 * How many bytes each account may still write, into all documents together. What was used comes back evenly over a day;
 * a restart of the server gives everybody the whole day again.
 * @param monotonic ms, never set back
 */
export const createByteAllowance = (bytesADay: number, monotonic: () => number) => {
  const accounts = new Map<number, Left>();

  const leftOf = (account: number): Left | undefined => {
    const left = accounts.get(account);
    if (left === undefined) return undefined;
    const now = monotonic();
    const passed = Math.max(0, now - left.at);
    left.at = now;
    left.bytes += (passed / DAY_MS) * bytesADay;
    if (left.bytes < bytesADay) return left;
    accounts.delete(account);
    return undefined;
  };

  return {
    has: (account: number): boolean => (leftOf(account)?.bytes ?? bytesADay) > 0,
    take: (account: number, bytes: number): void => {
      const left = leftOf(account) ?? { bytes: bytesADay, at: monotonic() };
      left.bytes -= bytes;
      accounts.set(account, left);
      if (accounts.size > MOST_ACCOUNTS) for (const other of accounts.keys()) leftOf(other);
    },
  };
};
