import * as v from 'valibot';

/** What the service worker says of a file when it is asked about it. */
export const FILE_ANSWER = v.variant('state', [
  v.object({
    state: v.literal('ready'),
    /** Found in its bytes. */
    type: v.string(),
    /** Of pictures, as their own header says; absent when it says none. */
    width: v.optional(v.number()),
    height: v.optional(v.number()),
  }),
  v.object({ state: v.picklist(['damaged', 'unreachable', 'gone', 'unknown']) }),
]);
export type FileAnswer = v.InferOutput<typeof FILE_ANSWER>;

/** `?about`: its first bytes are opened. `?about=whole`: all of it is fetched and kept, up to so many bytes. */
export const KEPT_WHOLE_BYTES = 32 * 1024 * 1024;
