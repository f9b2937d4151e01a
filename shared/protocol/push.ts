import * as v from 'valibot';
import { LIMITS } from './limits.ts';

/** Web push: JSON under `/api/push`, and what a push carries. */

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(80));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24 * 60));
const base64url = (bytes: number) =>
  v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/), v.length(Math.ceil((bytes * 4) / 3)));

/** How much a push shows of a message on a device. */
export const PUSH_CONTENT = v.picklist(['full', 'name', 'nothing']);
export type PushContent = v.InferOutput<typeof PUSH_CONTENT>;

/** GET /api/push. `on`: this device is subscribed, with the current key. */
export const PUSH_STATE = v.object({ key: v.string(), on: v.boolean(), content: v.optional(PUSH_CONTENT) });
export type PushState = v.InferOutput<typeof PUSH_STATE>;

/** PUT /api/push/device → 204: where this device (session) is reached from now on. DELETE → 204. */
export const PUT_PUSH_DEVICE = v.strictObject({
  endpoint: v.pipe(v.string(), v.maxLength(LIMITS.pushEndpointCharacters)),
  /** Of the browser: a P-256 point and the shared secret. */
  p256dh: base64url(65),
  auth: base64url(16),
  /** The server's public key that the browser subscribed with. */
  key: base64url(65),
  content: PUSH_CONTENT,
  /** IANA time zone of the device, for the hours of do-not-disturb. */
  zone: v.pipe(v.string(), v.maxLength(64)),
});
export type PutPushDevice = v.InferOutput<typeof PUT_PUSH_DEVICE>;

/** For how long something holds from now on, ms; null: for ever, 0: not at all. Durations, since clocks may be wrong. */
const duration = v.nullable(count);

/** PUT /api/push/levels → 204: what the person wants to hear of conversations. Absent fields stay. */
export const PUT_PUSH_LEVELS = v.strictObject({
  levels: v.pipe(
    v.array(
      v.strictObject({
        conversationId: id,
        mutedFor: v.optional(duration),
        mentionsOnly: v.optional(v.boolean()),
      }),
    ),
    v.maxLength(LIMITS.pushLevels),
  ),
});
export type PutPushLevels = v.InferOutput<typeof PUT_PUSH_LEVELS>;

/** PUT /api/push/quiet → 204: do not disturb, by the hours of each device's own day, and from now on. Absent stays. */
export const PUT_PUSH_QUIET = v.strictObject({
  hours: v.optional(v.nullable(v.strictObject({ from: minute, to: minute }))),
  pausedFor: v.optional(duration),
});
export type PutPushQuiet = v.InferOutput<typeof PUT_PUSH_QUIET>;

/** POST /api/push/active: somebody uses this device now. `devices`: of the account, that pushes can reach. */
export const PUSH_ACTIVE = v.object({ devices: count });

/** GET /api/push/messages/:conversationId/:seq: base64 of the envelopes of a message that was too long for a push. */
export const PUSHED_ENTRY = v.object({ entry: v.string(), edit: v.optional(v.string()) });

/** What one push carries: JSON, encrypted for the device. The device makes the words. */
export const PUSH_MESSAGE = v.object({
  /** Number of the account it is for. */
  account: count,
  conversation: id,
  /** Of the message it shows; absent unless it is the latest one. */
  id: v.optional(v.string()),
  chapter: v.optional(count),
  seq: count,
  /** Account number of its author. */
  by: count,
  reason: v.picklist(['message', 'mention', 'request']),
  /** What the device chose to show. */
  show: PUSH_CONTENT,
  /** Unread messages there that notify, this one included. */
  count,
  /** Base64 of its envelope, and of its latest edit. Absent: too long, or not wanted on this device. */
  entry: v.optional(v.string()),
  edit: v.optional(v.string()),
  /** What was pushed to this device and has been read since: conversations, and up to which seq. */
  read: v.optional(v.array(v.tuple([v.string(), count]))),
});
export type PushMessage = v.InferOutput<typeof PUSH_MESSAGE>;

const PUSH_PROBLEM = v.object({
  /** Origin of the push service. */
  service: v.string(),
  status: count,
  /** What it said, shortened. */
  text: v.string(),
  /** ms since 1970: when last. */
  at: count,
  times: count,
});
/** GET /api/administration/push: what push services refused lately. */
export const PUSH_PROBLEMS = v.object({ devices: count, problems: v.array(PUSH_PROBLEM) });
export type PushProblem = v.InferOutput<typeof PUSH_PROBLEM>;
