import * as v from 'valibot';
import { LIMITS, TOKEN_LIMITS } from './limits.ts';

/** JSON for programs under `/api`: messages, tokens and webhooks. See `docs/bots.md`, and `http.ts` for the rest. */

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const messageId = v.pipe(v.string(), v.regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/));
/** A name as it is given; its characters are checked where it is taken in. */
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.nameCharacters * 4));
/** UTF-16 units, of which a character takes at most two. */
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.messageCharacters * 2));

/** A header, and the bytes of a body as base64. */
const entry = {
  /** Account number of the author. */
  by: count,
  device: count,
  /** The author's clock, ms since 1970. */
  at: count,
  /** How the body is to be read; 0: UTF-8 JSON. */
  alg: count,
  body: v.string(),
  /** The body, where `alg` is 0 and this version of the server knows its kind. */
  json: v.optional(v.looseObject({ kind: v.string() })),
  /** Account numbers it mentions; 0: everybody. */
  mentions: v.optional(v.array(count)),
  /** It notifies nobody. */
  quiet: v.optional(v.literal(true)),
  /** Ids of the sealed files it refers to. */
  blobs: v.optional(v.array(v.string())),
};

const PROGRAM_MESSAGE = v.object({
  id: v.string(),
  chapter: count,
  seq: count,
  /** The server's clock, ms since 1970. */
  stampedAt: count,
  /** When it disappears; absent: never. */
  due: v.optional(count),
  /** Absent: it was deleted. */
  entry: v.optional(v.object(entry)),
  /** Its latest edit, whose body stands for the first one. */
  edit: v.optional(v.object({ id: v.string(), stampedAt: v.optional(count), ...entry })),
  /** Account number of who deleted it. */
  deletedBy: v.optional(count),
});
export type ProgramMessage = v.InferOutput<typeof PROGRAM_MESSAGE>;

/** GET /api/conversations/:id/messages?cursor=&limit= : messages after a cursor, by `seq`. */
export const MESSAGE_PAGE = v.object({
  messages: v.array(PROGRAM_MESSAGE),
  /** Where the next page begins, also when there is nothing more yet. */
  cursor: count,
  more: v.boolean(),
});
export type MessagePage = v.InferOutput<typeof MESSAGE_PAGE>;

/** POST /api/conversations/:id/messages → 201; 200 when the same message is there already. */
export const POST_MESSAGE = v.union([
  v.strictObject({
    /** A ULID, made by the program: repeating the request writes nothing twice. */
    id: messageId,
    text,
    /** The message it answers. */
    reply: v.optional(v.strictObject({ chapter: v.pipe(count, v.maxValue(LIMITS.chapterNumber)), id: messageId })),
    /** People named with `@name` in the text. */
    mentions: v.optional(
      v.pipe(v.array(v.strictObject({ by: count, name })), v.minLength(1), v.maxLength(LIMITS.mentions)),
    ),
    quiet: v.optional(v.literal(true)),
  }),
  v.strictObject({
    id: messageId,
    /** The bytes of an envelope (`docs/document-shape.md`), base64. */
    envelope: v.pipe(v.string(), v.base64(), v.maxLength(Math.ceil(LIMITS.envelopeBytes / 3) * 4)),
  }),
]);
export type PostMessage = v.InferOutput<typeof POST_MESSAGE>;
export const POSTED_MESSAGE = v.object({ id: v.string(), chapter: count, seq: count });
export type PostedMessage = v.InferOutput<typeof POSTED_MESSAGE>;

/** POST /api/tokens → 201. Only in this answer the token stands in clear. */
export const CREATE_TOKEN = v.strictObject({
  name,
  access: v.picklist(['read', 'write']),
  /** Days until it ends; absent: it does not end by itself. */
  days: v.optional(v.pipe(count, v.minValue(1), v.maxValue(TOKEN_LIMITS.tokenDays))),
  /** The account's own; absent: it was signed in to by a passkey a moment ago. */
  password: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.passwordCharacters * 4))),
});
const TOKEN = v.object({
  tokenId: v.string(),
  name: v.string(),
  access: v.picklist(['read', 'write']),
  /** ms since 1970; `usedAt` to the nearest ten minutes, absent: never. */
  createdAt: count,
  usedAt: v.optional(count),
  /** When it ends, or ended; absent: it does not end by itself. */
  expiresAt: v.optional(count),
});
export type TokenFact = v.InferOutput<typeof TOKEN>;
export const CREATED_TOKEN = v.object({ ...TOKEN.entries, token: v.string() });
/** GET /api/tokens */
export const TOKENS = v.object({ tokens: v.array(TOKEN) });

/** POST /api/conversations/:id/webhooks → 201. Only in this answer the address is given. */
export const CREATE_WEBHOOK = v.strictObject({ name });
const WEBHOOK = v.object({ userId: v.string(), name: v.string(), createdAt: count, usedAt: v.optional(count) });
export type WebhookFact = v.InferOutput<typeof WEBHOOK>;
export const CREATED_WEBHOOK = v.object({ ...WEBHOOK.entries, path: v.string() });
/** GET /api/conversations/:id/webhooks */
export const WEBHOOKS = v.object({ webhooks: v.array(WEBHOOK) });

/** POST /api/webhooks/:token → 201, 200 when a message with this id is there already. */
export const WEBHOOK_MESSAGE = v.strictObject({ text, id: v.optional(messageId) });
