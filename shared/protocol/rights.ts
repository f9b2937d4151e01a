/** Whom a group lets do something. */
export const CIRCLES = ['everyone', 'admins', 'owner'] as const;
export type Circle = (typeof CIRCLES)[number];

/** What each group decides for itself. */
export const RIGHT_NAMES = ['post', 'add', 'pin', 'rename', 'settings'] as const;
export type RightName = (typeof RIGHT_NAMES)[number];
