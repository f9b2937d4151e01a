import * as v from 'valibot';

/** JSON of devices and of leaving under `/api`. See `http.ts` for the rest. */

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** What a device says of itself; absent: nothing known. */
const name = { browser: v.optional(v.string()), system: v.optional(v.string()) };
const DEVICE_NAME = v.object(name);
export type DeviceName = v.InferOutput<typeof DEVICE_NAME>;

/** GET /api/sessions: where the account is signed in. `DELETE /api/sessions/:id` ends one, `DELETE /api/sessions` all others. */
export const SESSIONS = v.object({
  sessions: v.array(
    v.object({
      id: v.string(),
      ...name,
      /** The one that asks. */
      current: v.boolean(),
      /** It is connected now. */
      connected: v.boolean(),
      /** ms since 1970. */
      createdAt: count,
      usedAt: count,
      /** Where it signed in from; absent: not known. */
      address: v.optional(v.string()),
      via: v.picklist(['password', 'passkey', 'link']),
    }),
  ),
});
export type SessionFact = v.InferOutput<typeof SESSIONS>['sessions'][number];

/** POST /api/device-links → 201. The token is valid for two minutes, once, and never kept in clear. */
export const DEVICE_LINK = v.object({ token: v.string(), expiresAt: count });
/** POST /api/device-links/{state,confirm,drop,claim} */
export const DEVICE_LINK_TOKEN = v.strictObject({ token: v.pipe(v.string(), v.minLength(20), v.maxLength(100)) });
/** …/state: what the device that made it sees. */
export const DEVICE_LINK_STATE = v.variant('state', [
  v.object({ state: v.literal('open') }),
  v.object({ state: v.literal('claimed'), ...name, address: v.string() }),
  v.object({ state: v.literal('confirmed') }),
  v.object({ state: v.literal('gone') }),
]);
export type DeviceLinkAnswer = v.InferOutput<typeof DEVICE_LINK_STATE>;
/** …/claim, signed out: whose account it is, and what to finish with at POST /api/auth/device-link/finish. */
export const DEVICE_LINK_CLAIM = v.object({ name: v.string(), claim: v.string() });
/** POST /api/auth/device-link/finish `{ claim }` */
export const DEVICE_LINK_FINISH = v.object({ state: v.picklist(['waiting', 'done']) });

/** GET /api/me/leaving: what stands between a person and deleting their account. */
export const LEAVING = v.object({
  /** Groups they own in which others are: to be transferred first. */
  owned: v.array(v.object({ id: v.string(), name: v.optional(v.string()) })),
  lastAdministrator: v.boolean(),
});
export type Leaving = v.InferOutput<typeof LEAVING>;

/** POST /api/me/delete → 204. Without a password only within minutes of signing in with a passkey. */
export const DELETE_ACCOUNT = v.strictObject({
  /** Which account is meant: a passkey may just have signed in to another one. */
  userId: v.pipe(v.string(), v.maxLength(80)),
  messages: v.picklist(['keep', 'remove']),
  password: v.optional(v.pipe(v.string(), v.maxLength(128))),
});
export type DeleteAccount = v.InferOutput<typeof DELETE_ACCOUNT>;
