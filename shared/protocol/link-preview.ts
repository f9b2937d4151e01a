import * as v from 'valibot';
import { LIMITS } from './limits.ts';

/** A picture that a page names for itself; larger ones are left out. Bytes */
export const LINK_PICTURE_BYTES = 2 * 1024 * 1024;

/** The address alone: which message it is for, nobody is told. */
export const ASK_LINK_PREVIEW = v.object({ url: v.pipe(v.string(), v.maxLength(LIMITS.linkCharacters)) });

/** `null`: there is nothing to show. Why, the server does not say. */
export const LINK_PREVIEW = v.object({
  preview: v.nullable(
    v.object({
      title: v.string(),
      text: v.optional(v.string()),
      /** Bytes of a WebP, JPEG or PNG, base64. */
      picture: v.optional(v.string()),
    }),
  ),
});
