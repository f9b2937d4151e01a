/** How long messages stay, in seconds; 0: for ever. */
export const DISAPPEARING = [0, 86_400, 604_800, 2_592_000] as const;
export type Disappearing = (typeof DISAPPEARING)[number];
export const isDisappearing = (value: unknown): value is Disappearing => DISAPPEARING.some((one) => one === value);

/** Whom a group lets do something. */
export const AUDIENCES = ['everyone', 'admins', 'owner'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** What each group decides for itself. */
export const RIGHT_NAMES = ['post', 'add', 'pin', 'rename', 'settings'] as const;
export type RightName = (typeof RIGHT_NAMES)[number];
