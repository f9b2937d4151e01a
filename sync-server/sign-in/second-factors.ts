import type { Auth } from './auth.ts';

/** Who is asked for a code after the password, and the end of that for somebody who has neither phone nor codes any more. */
export const createSecondFactors = (auth: Pick<Auth, '$context'>) => ({
  async ids(): Promise<ReadonlySet<string>> {
    const { adapter } = await auth.$context;
    const where = [{ field: 'twoFactorEnabled', value: true }];
    return new Set((await adapter.findMany<{ id: string }>({ model: 'user', where })).map(({ id }) => id));
  },
  async remove(userId: string): Promise<void> {
    const { adapter, internalAdapter } = await auth.$context;
    await internalAdapter.updateUser(userId, { twoFactorEnabled: false });
    await adapter.deleteMany({ model: 'twoFactor', where: [{ field: 'userId', value: userId }] });
  },
});

export type SecondFactors = ReturnType<typeof createSecondFactors>;
