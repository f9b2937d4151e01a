import * as v from 'valibot';
import { LIMITS } from './limits.ts';
import { PICTURE_HASH } from './picture.ts';

/** JSON under `/api`, version 1: what a request must be and what an answer is. Errors: `{ error: { code, message, retry } }`. */

export const API_ERROR = v.object({
  error: v.object({ code: v.string(), message: v.string(), retry: v.boolean() }),
});
export type ApiError = v.InferOutput<typeof API_ERROR>;

/** Codes of `/api` errors. `retry` in the answer says whether the same request may succeed later. */
export type ApiErrorCode =
  | 'signed-out'
  /** The session was ended from another device, or by a new password. */
  | 'session-ended'
  /** The account was deleted. */
  | 'account-gone'
  | 'invalid'
  | 'not-found'
  | 'not-allowed'
  | 'id-taken'
  | 'unknown-member'
  | 'group-full'
  /** A person who was asked into a group has left too many of the requester's requests unanswered. */
  | 'unanswered'
  | 'too-many'
  | 'wrong-origin'
  | 'setup-done'
  /** A link or invitation that is unknown, used up, expired or revoked. */
  | 'link-gone'
  /** An owner must hand the group over first. */
  | 'last-owner'
  /** A picture is named that was not sent. */
  | 'unknown-picture'
  /** A new password that is too short, too long, too easy to guess, or contains the person's own name. */
  | 'weak-password'
  | 'username-taken'
  /** No account can be made here; `invitation-needed`: without an invitation. */
  | 'sign-up-closed'
  | 'invitation-needed'
  /** The person was asked for their password again and gave a wrong one. */
  | 'wrong-password'
  /** Somebody else must be able to look after the server first. */
  | 'last-administrator'
  /** A blob above the largest size; beyond one's quota; beyond what the server or its disk has room for. */
  | 'too-large'
  | 'quota-full'
  | 'server-full'
  /** Parts of a blob are missing, or have another size. */
  | 'incomplete'
  /** Nothing is left to upload. */
  | 'blob-complete'
  /** A message refers to it. */
  | 'blob-in-use'
  /** A blob of this id is being removed; afterwards the id can be used again. */
  | 'blob-removing'
  | 'failed';

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(80));
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** GET /api/me */
export const ME = v.object({
  userId: v.string(),
  number: v.number(),
  name: v.string(),
  email: v.string(),
  username: v.optional(v.string()),
  /** Looks after this server. */
  administrator: v.optional(v.boolean(), false),
  /** Generation of the account document in use. */
  generation: v.number(),
  epoch: v.string(),
  protocol: v.number(),
  privacy: v.optional(v.object({ readReceipts: v.boolean(), lastSeen: v.boolean() }), {
    readReceipts: true,
    lastSeen: true,
  }),
});
export type Me = v.InferOutput<typeof ME>;

/** A picture as `PUT /api/pictures/<hash>` keeps it. */
const picture = v.pipe(v.string(), v.regex(PICTURE_HASH));

/**
 * PATCH /api/me: a person's name and profile, and what others may know of them. A person who sends no read receipts sees
 * none. Absent fields stay, null removes.
 */
export const CHANGE_ME = v.strictObject({
  readReceipts: v.optional(v.boolean()),
  lastSeen: v.optional(v.boolean()),
  name: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.nameCharacters * 4))),
  username: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(100)))),
  picture: v.optional(v.nullable(picture)),
  status: v.optional(
    v.nullable(
      v.strictObject({
        text: v.pipe(v.string(), v.maxLength(LIMITS.statusCharacters * 4)),
        /** ms since 1970; absent: without an end. */
        until: v.optional(seq),
      }),
    ),
  ),
});
export type ChangeMe = v.InferOutput<typeof CHANGE_ME>;

/** GET /api/conversations/:id/receipts?seq= : who has one message, and since when. Its author asks, a member answers alike. */
export const MESSAGE_RECEIPTS = v.object({
  /** The other members. */
  others: seq,
  delivered: seq,
  read: seq,
  /** ms since 1970; absent: not yet, or not told. Without those of who has neither. */
  people: v.array(v.object({ number: v.number(), deliveredAt: v.optional(seq), readAt: v.optional(seq) })),
});
export type MessageReceipts = v.InferOutput<typeof MESSAGE_RECEIPTS>;

/** GET /api/people?query= */
export const PEOPLE = v.object({
  people: v.array(
    v.object({
      userId: v.string(),
      number: v.number(),
      name: v.string(),
      username: v.optional(v.string()),
      picture: v.optional(v.string()),
    }),
  ),
});

/** POST /api/conversations → 201, 200 when it is there already, 409 `id-taken`. */
export const CREATE_CONVERSATION = v.strictObject({
  id,
  kind: v.picklist(['direct', 'group']),
  name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LIMITS.nameCharacters * 4))),
  /** User ids; the creator may be left out. */
  members: v.pipe(v.array(id), v.maxLength(LIMITS.groupMembers)),
});
export type CreateConversation = v.InferOutput<typeof CREATE_CONVERSATION>;

/** POST /api/conversations/:id/members */
export const ADD_MEMBER = v.strictObject({ userId: id, role: v.optional(v.picklist(['admin', 'member'])) });
/** PATCH /api/conversations/:id/members/:userId */
export const CHANGE_MEMBER = v.strictObject({ role: v.picklist(['admin', 'member']) });

/** POST /api/receipts: watermarks of several conversations at once; joined with max(), so repeating does no harm. */
export const RECEIPTS = v.strictObject({
  receipts: v.pipe(
    v.array(v.strictObject({ conversationId: id, read: v.optional(seq), delivered: v.optional(seq) })),
    v.maxLength(500),
  ),
});
export type Receipts = v.InferOutput<typeof RECEIPTS>;

/** POST /api/sync-tokens → a token for `/sync` or `/yjs/<document>?token=`, valid for some minutes. */
export const SYNC_TOKEN_REQUEST = v.strictObject({
  document: v.optional(v.pipe(v.string(), v.maxLength(200))),
  access: v.optional(v.picklist(['read', 'write'])),
});
export const SYNC_TOKEN = v.object({ token: v.string(), clientId: v.number() });

/** POST /api/setup: the administrator's account, with the token of the one-time link. */
export const SETUP = v.strictObject({
  token: v.pipe(v.string(), v.maxLength(100)),
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LIMITS.nameCharacters)),
  email: v.pipe(v.string(), v.email(), v.maxLength(200)),
  password: v.pipe(v.string(), v.maxLength(LIMITS.passwordCharacters * 4)),
});
