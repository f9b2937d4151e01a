import type { Auth } from './auth.ts';

/** Who may run this server: a mark on the sign-in record, which only the set-up link and other administrators set. */
export const createAdministrators = (auth: Auth) => {
  let before: Promise<unknown> = Promise.resolve();
  return {
    async exist(): Promise<boolean> {
      const { adapter } = await auth.$context;
      return (await adapter.count({ model: 'user', where: [{ field: 'administrator', value: true }] })) > 0;
    },
    /** Nobody else could look after the server. */
    async isLast(userId: string): Promise<boolean> {
      const all = await this.ids();
      return all.size === 1 && all.has(userId);
    },
    async ids(): Promise<ReadonlySet<string>> {
      const { adapter } = await auth.$context;
      const where = [{ field: 'administrator', value: true }];
      return new Set((await adapter.findMany<{ id: string }>({ model: 'user', where })).map(({ id }) => id));
    },
    async set(userId: string, administrator: boolean): Promise<void> {
      const { adapter } = await auth.$context;
      await adapter.update({ model: 'user', where: [{ field: 'id', value: userId }], update: { administrator } });
    },
    /** False when there is no other. One after the other: two who take it from each other at once would leave nobody. */
    takeAway(userId: string): Promise<boolean> {
      const done = before.then(async () => {
        if (await this.isLast(userId)) return false;
        await this.set(userId, false);
        return true;
      });
      before = done.catch(() => undefined);
      return done;
    },
  };
};

export type Administrators = ReturnType<typeof createAdministrators>;
