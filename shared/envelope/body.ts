import * as v from 'valibot';
import { LIMITS } from '../protocol/limits.ts';

const characters = (text: string): number => {
  let count = 0;
  for (const _ of text) count++;
  return count;
};

/** Whether a text is short enough for one message; counts code points, as people count characters. */
export const fitsMessage = (text: string): boolean =>
  text.length <= LIMITS.messageCharacters || characters(text) <= LIMITS.messageCharacters;

const text = v.pipe(v.string(), v.minLength(1), v.check(fitsMessage));
const name = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.check((value) => characters(value) <= LIMITS.nameCharacters),
);

/** What a person writes, before it is wrapped: one union by `kind`. */
export const BODY = v.variant('kind', [
  v.strictObject({ kind: v.literal('text'), text }),
  v.strictObject({ kind: v.literal('name'), text: name }),
  v.strictObject({
    kind: v.literal('emoji'),
    text: v.pipe(v.string(), v.minLength(1), v.maxBytes(LIMITS.reactionBytes)),
  }),
  v.strictObject({ kind: v.literal('deletion') }),
]);
export type Body = v.InferOutput<typeof BODY>;
export type BodyKind = Body['kind'];

/** The plain `alg`: UTF-8 JSON the server can read. */
export const ALG_PLAIN = 0;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const encodeBody = (body: Body): Uint8Array => encoder.encode(JSON.stringify(body));

/** The body in plain bytes; undefined when it is none that this version knows. Never throws. */
export const decodeBody = (bytes: Uint8Array): Body | undefined => {
  try {
    const parsed = v.safeParse(BODY, JSON.parse(decoder.decode(bytes)));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
};
