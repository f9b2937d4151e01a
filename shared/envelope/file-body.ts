import * as v from 'valibot';
import { parseBlobId } from '../ids/blob.ts';
import { LIMITS } from '../protocol/limits.ts';

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const pixels = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(LIMITS.filePixels));
const seconds = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(LIMITS.fileSeconds));

const BLOB = {
  blob: v.pipe(
    v.string(),
    v.check((text) => parseBlobId(text) !== undefined),
  ),
  /** 32 bytes, base64url: never used for another blob. */
  key: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
  /** Of the opened bytes. */
  size,
};

/** A sealed file and what opens it (`docs/sealed-files.md`). */
export const SEALED_FILE = v.strictObject(BLOB);
export type SealedFile = v.InferOutput<typeof SEALED_FILE>;

/** At most 32 bytes, base64: a blurred picture (ThumbHash). */
const placeholder = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{8,43}={0,2}$/));

/** How a file is shown; absent: by its name and size. The author's device says so, and a reader's makes sure. */
const LOOK = v.variant('kind', [
  v.strictObject({
    kind: v.literal('picture'),
    width: pixels,
    height: pixels,
    placeholder: v.optional(placeholder),
    /** Longest side 100 px and 400 px; absent when the picture itself is not larger. */
    thumbnail: v.optional(SEALED_FILE),
    preview: v.optional(SEALED_FILE),
  }),
  v.strictObject({
    kind: v.literal('video'),
    width: pixels,
    height: pixels,
    seconds,
    placeholder: v.optional(placeholder),
    poster: v.optional(SEALED_FILE),
  }),
  v.strictObject({
    kind: v.literal('voice'),
    seconds,
    /** Loudness from 0 to 15, one hex digit a bar. */
    bars: v.pipe(v.string(), v.regex(/^[0-9a-f]{1,50}$/)),
  }),
  v.strictObject({ kind: v.literal('audio'), seconds }),
]);

/** @param line checks one line of people's text of at most so many characters */
export const fileSchema = <T extends v.GenericSchema<string, string>>(line: (most: number) => T) =>
  v.strictObject({
    ...BLOB,
    name: line(LIMITS.fileNameCharacters),
    /** As the author's device found it in the bytes: only to choose an icon, never to decide how it is opened. */
    type: v.pipe(v.string(), v.regex(/^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,60}$/)),
    look: v.optional(LOOK),
    /** What it shows, in the author's words. */
    alt: v.optional(line(LIMITS.altCharacters)),
  });

/** A file as a message carries it. */
export type FileBody = v.InferOutput<ReturnType<typeof fileSchema<v.GenericSchema<string, string>>>>;

/** All blobs of a file: itself first. */
export const sealedFilesOf = ({ blob, key, size, look }: FileBody): readonly SealedFile[] => [
  { blob, key, size },
  ...(look?.kind === 'picture' ? [look.thumbnail, look.preview] : look?.kind === 'video' ? [look.poster] : []).filter(
    (one) => one !== undefined,
  ),
];
