import type { Auth } from './auth.ts';

/** Who may run this server: a mark on the sign-in record, which no request can set. */
export const createAdministrators = (auth: Auth) => ({
  async exist(): Promise<boolean> {
    const { adapter } = await auth.$context;
    return (await adapter.count({ model: 'user', where: [{ field: 'administrator', value: true }] })) > 0;
  },
  /** Nobody else could look after the server. */
  async isLast(userId: string): Promise<boolean> {
    const { adapter } = await auth.$context;
    const all = await adapter.findMany<{ id: string }>({
      model: 'user',
      where: [{ field: 'administrator', value: true }],
    });
    return all.length === 1 && all[0]?.id === userId;
  },
  async add(userId: string): Promise<void> {
    const { adapter } = await auth.$context;
    await adapter.update({ model: 'user', where: [{ field: 'id', value: userId }], update: { administrator: true } });
  },
});

export type Administrators = ReturnType<typeof createAdministrators>;
