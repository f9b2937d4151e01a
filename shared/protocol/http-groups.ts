import * as v from 'valibot';
import { LIMITS } from './limits.ts';

/** JSON of groups under `/api`: members, links and requests to join. See `http.ts` for the rest. */

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(80));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** POST /api/conversations/:id/owner → 204: hand the group over; who owned it becomes an admin. Repeating does no harm. */
export const HAND_OVER = v.strictObject({ userId: id });

/** POST /api/conversations/:id/links → 201 GROUP_LINK with `token`. */
export const CREATE_GROUP_LINK = v.strictObject({
  /** Whoever comes must be let in by somebody who may. */
  approval: v.boolean(),
  /** How long it is valid; absent: until it is revoked. */
  days: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(365))),
  /** How many may come by it; absent: any number. */
  uses: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(LIMITS.groupMembers))),
});
export type CreateGroupLink = v.InferOutput<typeof CREATE_GROUP_LINK>;

/** GET /api/conversations/:id/links → `{ links }`. `DELETE …/links/:linkId` revokes one (204). */
export const GROUP_LINK = v.object({
  linkId: v.string(),
  approval: v.boolean(),
  /** ms since 1970; absent: no end. */
  expiresAt: v.optional(count),
  /** Absent: any number. */
  uses: v.optional(count),
  used: count,
  createdAt: count,
  /** Name of who made it. */
  by: v.string(),
  /** 128 random bits, base64url: only in the answer that made it, the server keeps its SHA-256. */
  token: v.optional(v.string()),
});
export type GroupLink = v.InferOutput<typeof GROUP_LINK>;
export const GROUP_LINKS = v.object({ links: v.array(GROUP_LINK) });

/** POST /api/join/look `{ token }`, also signed out: what a link leads to. 404 `link-gone` when it no longer works. */
export const JOIN_TOKEN = v.strictObject({ token: v.pipe(v.string(), v.minLength(1), v.maxLength(100)) });
export const LINK_TARGET = v.object({
  conversationId: v.string(),
  name: v.string(),
  members: count,
  picture: v.optional(v.string()),
  /** Name of who invites. */
  by: v.string(),
  approval: v.boolean(),
});
export type LinkTarget = v.InferOutput<typeof LINK_TARGET>;

/** POST /api/join `{ token }` → joined (or a member already), or waiting for an answer. */
export const JOINED = v.object({ conversationId: v.string(), state: v.picklist(['joined', 'asked']) });
export type Joined = v.InferOutput<typeof JOINED>;

/** POST /api/conversations/:id/requests/:userId → 204. */
export const ANSWER_REQUEST = v.strictObject({ accept: v.boolean() });
