import type { Auth } from './auth.ts';

/** Who may run this server: a mark on the sign-in record, which no request can set. */
export const createAdministrators = (auth: Auth) => ({
  async exist(): Promise<boolean> {
    const { adapter } = await auth.$context;
    return (await adapter.count({ model: 'user', where: [{ field: 'administrator', value: true }] })) > 0;
  },
  async add(userId: string): Promise<void> {
    const { adapter } = await auth.$context;
    await adapter.update({ model: 'user', where: [{ field: 'id', value: userId }], update: { administrator: true } });
  },
});

export type Administrators = ReturnType<typeof createAdministrators>;
