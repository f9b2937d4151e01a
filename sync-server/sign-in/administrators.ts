import type { Auth } from './auth.ts';

/** Who may run this server: a mark on the sign-in record, which only the set-up link and other administrators set. */
export const createAdministrators = (auth: Auth) => {
  let before: Promise<unknown> = Promise.resolve();
  return {
    async exist(): Promise<boolean> {
      const { adapter } = await auth.$context;
      return (await adapter.count({ model: 'user', where: [{ field: 'administrator', value: true }] })) > 0;
    },
    /** Nobody else could look after the server: who is disabled cannot. */
    async isLast(userId: string): Promise<boolean> {
      const { adapter } = await auth.$context;
      const where = [{ field: 'administrator', value: true }];
      const all = await adapter.findMany<{ id: string; disabled?: boolean | null }>({ model: 'user', where });
      const able = all.filter(({ id, disabled }) => id === userId || !disabled);
      return able.length === 1 && able[0]?.id === userId;
    },
    /** One after the other: two who end each other at once would leave nobody. */
    inTurn<T>(work: () => Promise<T>): Promise<T> {
      const done = before.then(work);
      before = done.catch(() => undefined);
      return done;
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
    /** False when there is no other. */
    takeAway(userId: string): Promise<boolean> {
      return this.inTurn(async () => {
        if (await this.isLast(userId)) return false;
        await this.set(userId, false);
        return true;
      });
    },
  };
};

export type Administrators = ReturnType<typeof createAdministrators>;
