import * as v from 'valibot';
import { LIMITS } from './limits.ts';

/** JSON about people under `/api`: blocks, strangers and reports. See `http.ts` for the rest. */

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(80));
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** PUT /api/blocks/:userId → 204. `at`: when it was decided, ms since 1970; of several decisions the latest stands. */
export const PUT_BLOCK = v.strictObject({ on: v.boolean(), at: time });
export type PutBlock = v.InferOutput<typeof PUT_BLOCK>;

/**
 * POST /api/conversations/:id/accept → 204, by the one who was written to, or who was put into a group by somebody they
 * do not know or block. Writing in it says the same. POST …/decline → 204, in such a group only: out of it, quietly;
 * refused (`not-allowed`) once it was accepted.
 */

/** POST /api/reports → 201, 200 when it is there already. `id` is made by the device, so that repeating does no harm. */
export const CREATE_REPORT = v.strictObject({
  id,
  conversationId: id,
  reason: v.pipe(v.string(), v.maxLength(LIMITS.reasonCharacters)),
  /** As the reporter's device shows them. The server adds who wrote them, as far as it knows. */
  messages: v.pipe(
    v.array(v.strictObject({ id, text: v.pipe(v.string(), v.maxLength(LIMITS.reportedCharacters)) })),
    v.maxLength(LIMITS.reportedMessages),
  ),
});
export type CreateReport = v.InferOutput<typeof CREATE_REPORT>;

const somebody = v.object({ userId: v.string(), number: v.number(), name: v.string() });

const REPORT = v.object({
  id: v.string(),
  at: time,
  by: somebody,
  conversationId: v.string(),
  kind: v.picklist(['direct', 'group']),
  /** A group's name. */
  name: v.optional(v.string()),
  /** Who is in it: the other person of a direct conversation. */
  peer: v.optional(somebody),
  reason: v.string(),
  messages: v.array(
    v.object({
      id: v.string(),
      /** By the reporter's word. */
      text: v.string(),
      /** By the server's own: absent when it has no such message in that conversation. */
      author: v.optional(somebody),
      deleted: v.optional(v.literal(true)),
    }),
  ),
  handledAt: v.optional(time),
  /** Name of the administrator. */
  handledBy: v.optional(v.string()),
});
export type Report = v.InferOutput<typeof REPORT>;

/** GET /api/administration/reports, for administrators: what waits first, then the latest. PUT …/reports/:id marks it. */
export const REPORTS = v.object({ reports: v.array(REPORT) });
export const PUT_REPORT = v.strictObject({ handled: v.boolean() });
