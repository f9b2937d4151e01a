/** Whom a group lets do something. */
export const AUDIENCES = ['everyone', 'admins', 'owner'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** What each group decides for itself. */
export const RIGHT_NAMES = ['post', 'add', 'pin', 'rename', 'settings'] as const;
export type RightName = (typeof RIGHT_NAMES)[number];
