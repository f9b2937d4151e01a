import * as v from 'valibot';
import { LIMITS } from './limits.ts';

/** JSON of accounts under `/api`: signing up, invitations, new passwords, administration. See `http.ts` for the rest. */

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const name = v.pipe(v.string(), v.maxLength(LIMITS.nameCharacters * 4));
const email = v.pipe(v.string(), v.maxLength(200));
const password = v.pipe(v.string(), v.maxLength(LIMITS.passwordCharacters * 4));
/** 128 random bits and more, base64url. In addresses it stands behind the `#`, which no server and no log sees. */
const token = v.pipe(v.string(), v.minLength(1), v.maxLength(100));

/** Who may make an account: everybody, who has an invitation, nobody. */
export const SIGN_UP_MODES = ['open', 'invitation', 'closed'] as const;
export type SignUpMode = (typeof SIGN_UP_MODES)[number];

/** GET /api/sign-up, also signed out. `mail`: this server sends mail, for confirming addresses and new passwords. */
/** An account of a demo, whose password everybody may know. */
export const DEMO_ACCOUNT = v.strictObject({ name: v.string(), email: v.string(), password: v.string() });
export type DemoAccount = v.InferOutput<typeof DEMO_ACCOUNT>;

/** GET /api/sign-up. `demo`: absent on every server that is no demo. */
const SIGN_UP_STATE = v.object({
  mode: v.picklist(SIGN_UP_MODES),
  mail: v.boolean(),
  demo: v.optional(v.array(DEMO_ACCOUNT)),
});
export type SignUpState = v.InferOutput<typeof SIGN_UP_STATE>;

/** POST /api/auth/sign-up/email. Fields it does not know are dropped. */
export const SIGN_UP = v.object({
  name,
  email,
  password,
  username: v.optional(v.pipe(v.string(), v.maxLength(100))),
  /** Token of an invitation; needed when sign-up is by invitation. */
  invitation: v.optional(token),
});

/** POST /api/invitations (administrators) → 201 INVITATION with `token`. */
export const CREATE_INVITATION = v.strictObject({
  days: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(365)),
  uses: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(LIMITS.groupMembers)),
});

/** GET /api/invitations → `{ invitations }`, the newest first. `DELETE /api/invitations/:invitationId` revokes one (204). */
export const INVITATION = v.object({
  invitationId: v.string(),
  /** Name of who made it. */
  by: v.string(),
  /** ms since 1970 */
  createdAt: count,
  expiresAt: count,
  uses: count,
  used: count,
  /** Only in the answer that made it; the server keeps its SHA-256. */
  token: v.optional(v.string()),
});
export type Invitation = v.InferOutput<typeof INVITATION>;
export const INVITATIONS = v.object({ invitations: v.array(INVITATION) });

/** POST /api/invitations/look, /api/password-reset/look, /api/verify-email: what is behind a link. 404 `link-gone`. */
export const ACCOUNT_TOKEN = v.strictObject({ token: v.pipe(v.string(), v.minLength(1), v.maxLength(1_000)) });
export const INVITER = v.object({ by: v.string(), expiresAt: count });
export type Inviter = v.InferOutput<typeof INVITER>;

/** POST /api/password-reset/ask → 204, whether or not there is such an account. */
export const ASK_RESET = v.strictObject({ email });
/** POST /api/password-reset/look → whose password it is. */
export const RESET_TARGET = v.object({ name: v.string() });
/** POST /api/password-reset → 204: the new password holds, and all sessions have ended. */
export const RESET_PASSWORD = v.strictObject({ token, password });

/** GET /api/administration (administrators). */
export const ADMINISTRATION = v.object({
  ...SIGN_UP_STATE.entries,
  people: count,
  /** Of the server's program; absent: an older server. */
  version: v.optional(v.string()),
  /** Why it cannot store messages or files at the moment, as `/health/ready` says it; empty: it can. */
  missing: v.optional(v.array(v.string())),
  /** When an older database was last put back, ms since 1970; `noticed`: nobody had announced it. Absent: never. */
  restored: v.optional(v.object({ at: count, noticed: v.boolean() })),
});
export type Administration = v.InferOutput<typeof ADMINISTRATION>;

/** GET /api/administration/people?query=&after= (administrators): by number, those above `after`. */
export const ADMINISTERED_PEOPLE = v.object({
  people: v.array(
    v.object({
      userId: v.string(),
      number: count,
      name: v.string(),
      email: v.string(),
      username: v.optional(v.string()),
      createdAt: count,
      administrator: v.optional(v.boolean(), false),
      /** Codes at sign-in are switched on. */
      codes: v.optional(v.boolean(), false),
      /** They cannot sign in. */
      disabled: v.optional(v.boolean(), false),
    }),
  ),
  /** More follow after the last of these. */
  more: v.boolean(),
});
export type AdministeredPerson = v.InferOutput<typeof ADMINISTERED_PEOPLE>['people'][number];

/** PUT /api/administration/people/:userId/administrator (administrators, with their password) → 204. */
export const PUT_ADMINISTRATOR = v.strictObject({
  administrator: v.boolean(),
  password: v.pipe(v.string(), v.maxLength(LIMITS.passwordCharacters * 4)),
});

/**
 * What administrators confirm with their password: POST /api/administration/people/:userId/codes-off → 204, for who lost
 * phone and codes, and …/reset-link → 201.
 */
export const OWN_PASSWORD = v.strictObject({
  password: v.pipe(v.string(), v.maxLength(LIMITS.passwordCharacters * 4)),
});

/** POST /api/administration/people/:userId/reset-link (administrators, with their password) → 201: for one new password. */
export const RESET_LINK = v.object({ token: v.string(), expiresAt: count });
