const DAY_MS = 86_400_000;
/** Accounts kept in memory; those with a full allowance are forgotten first. */
const MOST_ACCOUNTS = 10_000;

interface Left {
  amount: number;
  at: number;
}

/**
 * How much each account may still use, in all documents together. What was used comes back evenly over a day; a restart of
 * the server gives everybody the whole allowance again.
 * @param now ms, never set back
 */
export const createDailyAllowance = (aDay: number, now: () => number) => {
  const accounts = new Map<number, Left>();

  const leftOf = (account: number): Left | undefined => {
    const left = accounts.get(account);
    if (left === undefined) return undefined;
    const passed = Math.max(0, now() - left.at);
    left.at = now();
    left.amount += (passed / DAY_MS) * aDay;
    if (left.amount < aDay) return left;
    accounts.delete(account);
    return undefined;
  };

  return {
    has: (account: number): boolean => (leftOf(account)?.amount ?? aDay) > 0,
    take: (account: number, amount: number): void => {
      const left = leftOf(account) ?? { amount: aDay, at: now() };
      left.amount -= amount;
      accounts.set(account, left);
      if (accounts.size > MOST_ACCOUNTS) for (const other of accounts.keys()) leftOf(other);
    },
  };
};
export type DailyAllowance = ReturnType<typeof createDailyAllowance>;
