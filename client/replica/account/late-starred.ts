import type { StarredDeps, StarredMessages } from './starred-messages.ts';

/** The list of starred messages, whose code loads when somebody asks for it; `list` rejects when it cannot be loaded. */
export const createLateStarred = (deps: StarredDeps): StarredMessages => {
  let starred: StarredMessages | undefined;
  return {
    list: async () => {
      const { createStarredMessages } = await import('./starred-messages.ts');
      starred ??= createStarredMessages(deps);
      return starred.list();
    },
    wanted: () => starred?.wanted() ?? [],
    synced: (live) => starred?.synced(live),
  };
};
