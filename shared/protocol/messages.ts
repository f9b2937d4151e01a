import * as v from 'valibot';
import { FEED_PAGE } from './facts.ts';
import { LIMITS } from './limits.ts';

/** The token of a Hocuspocus Auth frame: JSON. The session comes with the cookie of the upgrade, or as `session` from programs. */
export const AUTH_TOKEN = v.object({
  protocol: v.number(),
  /** The epoch the device's documents belong to; another one is refused with `epoch-changed`. */
  epoch: v.string(),
  session: v.optional(v.string()),
  /** The number under which this device writes envelopes; absent from programs and old devices. */
  device: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  /** It takes `delta` messages; absent from programs and old devices, which get whole pages. */
  deltas: v.optional(v.literal(true)),
});

/** Reasons of a PermissionDenied or Close frame. */
export type DeniedReason =
  | 'signed-out'
  | 'epoch-changed'
  | 'update-needed'
  | 'not-a-member'
  | 'no-such-document'
  | 'too-many-documents'
  | 'unavailable';

/** Stateless messages of the server. `feed` comes over the account document; `refused` over the document it concerns. */
export const SERVER_MESSAGE = v.variant('type', [
  v.object({ type: v.literal('feed'), page: FEED_PAGE }),
  /** A page without what this connection was told before; a device that cannot expand it follows again. */
  v.object({ type: v.literal('delta'), page: v.record(v.string(), v.unknown()) }),
  /** Over the account document: somebody writes in a conversation that need not be open here. */
  v.object({
    type: v.literal('typing'),
    conversationId: v.string(),
    number: v.number(),
    typing: v.boolean(),
  }),
  v.object({
    type: v.literal('refused'),
    code: v.string(),
    rule: v.string(),
    retry: v.boolean(),
    /** Ids of the update that its author has written before: the rest may be taken. */
    written: v.optional(v.pipe(v.array(v.string()), v.maxLength(LIMITS.writtenIds))),
  }),
]);
export type ServerMessage = v.InferOutput<typeof SERVER_MESSAGE>;

/** Stateless messages of a device, over its account document: push me what changes after this cursor. */
export const DEVICE_MESSAGE = v.variant('type', [
  v.strictObject({
    type: v.literal('follow'),
    since: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    /** The newest proof a page of the feed brought. */
    proof: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.proofCharacters))),
  }),
]);
export type DeviceMessage = v.InferOutput<typeof DEVICE_MESSAGE>;

/** What a device says of itself in awareness on a conversation document that is on screen. */
export const AWARENESS_STATE = v.strictObject({
  /** Account number; the server checks that it is the sender's. */
  number: v.number(),
  typing: v.boolean(),
});
export type AwarenessState = v.InferOutput<typeof AWARENESS_STATE>;
