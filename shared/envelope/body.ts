import * as v from 'valibot';
import { LIMITS } from '../protocol/limits.ts';
import { isAtMost, isSeen, NOTHING_SEEN, parseLine, readLine } from '../text/parse-line.ts';
import type { Envelope } from './envelope.ts';
import { type FileBody, fileSchema, sealedFilesOf } from './file-body.ts';
import { isOneEmoji } from './one-emoji.ts';

/** Whether a text is short enough for one message; counts code points, as people count characters. */
export const fitsMessage = (text: string): boolean => isAtMost(text, LIMITS.messageCharacters);

const number = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const messageId = v.pipe(v.string(), v.regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/));

/** Where a message of the same conversation stands. */
const MESSAGE_PLACE = v.strictObject({
  chapter: v.pipe(number, v.maxValue(LIMITS.chapterNumber)),
  id: messageId,
});
/** What any kind of message may carry: which one it answers; that it was written elsewhere first (never where). */
const context = { reply: v.optional(MESSAGE_PLACE), forwarded: v.optional(v.literal(true)) };

const coordinate = (most: number) => v.pipe(v.number(), v.finite(), v.minValue(-most), v.maxValue(most));

type ParseLine = (text: string, most: number) => string | undefined;

/** One union by `kind`; every line in it passes `parse`, and a message's text `isText`. */
const bodySchema = (parse: ParseLine, isText: (text: string) => boolean) => {
  const text = v.pipe(v.string(), v.minLength(1), v.check(fitsMessage), v.check(isText));
  const line = (most: number) =>
    v.pipe(
      v.string(),
      v.transform((given) => parse(given, most)),
      v.string(),
    );
  const name = line(LIMITS.nameCharacters);
  const mentions = v.pipe(v.array(v.strictObject({ by: number, name })), v.minLength(1), v.maxLength(LIMITS.mentions));
  const file = fileSchema(line);
  const link = v.strictObject({
    /** As a browser spells it: a scheme, and ASCII alone. */
    url: v.pipe(v.string(), v.maxLength(LIMITS.linkCharacters), v.regex(/^https?:\/\/[!-~]+$/)),
    title: line(LIMITS.linkTitleCharacters),
    text: v.optional(line(LIMITS.linkTextCharacters)),
    picture: v.optional(
      v.pipe(
        file,
        v.check((one) => sealedFilesOf(one).every(({ size }) => size <= LIMITS.linkPictureBytes)),
      ),
    ),
  });
  return v.variant('kind', [
    v.strictObject({
      kind: v.literal('text'),
      text,
      /** People named with `@name` in the text: account number, and the name as it stands there. */
      mentions: v.optional(mentions),
      /** `@all`: moderators of a group only. */
      everyone: v.optional(v.literal(true)),
      /** Of one address in the text: what the author's device was told of it. Edits have none; the message's own stays. */
      link: v.optional(link),
      ...context,
    }),
    v.strictObject({
      kind: v.literal('files'),
      files: v.pipe(v.array(file), v.minLength(1), v.maxLength(LIMITS.files)),
      /** A caption, with mentions like a text's. */
      text: v.optional(text),
      mentions: v.optional(mentions),
      everyone: v.optional(v.literal(true)),
      ...context,
    }),
    v.strictObject({
      kind: v.literal('poll'),
      text: line(LIMITS.pollCharacters),
      options: v.pipe(v.array(line(LIMITS.pollOptionCharacters)), v.minLength(2), v.maxLength(LIMITS.pollOptions)),
      multiple: v.boolean(),
      /** Names are hidden by the interface; the entries carry them all the same. */
      anonymous: v.boolean(),
      ...context,
    }),
    v.strictObject({
      kind: v.literal('location'),
      latitude: coordinate(90),
      longitude: coordinate(180),
      /** What it is, in words. */
      text: v.optional(name),
      ...context,
    }),
    v.strictObject({
      kind: v.literal('contact'),
      userId: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/)),
      by: number,
      name,
      ...context,
    }),
    /** In `edits`, by the author of a poll: no more votes are offered. */
    v.strictObject({ kind: v.literal('poll-closed') }),
    /** In `votes`: numbers of the chosen options, each once. */
    v.strictObject({
      kind: v.literal('vote'),
      choices: v.pipe(
        v.array(v.pipe(number, v.maxValue(LIMITS.pollOptions - 1))),
        v.minLength(1),
        v.maxLength(LIMITS.pollOptions),
        v.check((all) => new Set(all).size === all.length),
      ),
    }),
    v.strictObject({ kind: v.literal('name'), text: name }),
    /** In `profile` of a group: SHA-256 of the picture's bytes, hex; empty: none any more. */
    v.strictObject({ kind: v.literal('picture'), hash: v.pipe(v.string(), v.regex(/^([0-9a-f]{64})?$/)) }),
    v.strictObject({
      kind: v.literal('emoji'),
      text: v.pipe(v.string(), v.maxBytes(LIMITS.reactionBytes), v.check(isOneEmoji)),
    }),
    v.strictObject({ kind: v.literal('deletion') }),
    /** In `drafts` of an account: read by its owner alone, so that any text will do until it is sent. */
    v.strictObject({
      kind: v.literal('draft'),
      text: v.string(),
      /** Versions of other devices' texts that are in it: device, time, length and fingerprint of each, in a row. */
      took: v.optional(
        v.pipe(
          v.array(number),
          v.check((all) => all.length > 0 && all.length % 4 === 0 && all.length <= 4 * LIMITS.draftDevices),
        ),
      ),
    }),
  ]);
};

/** What a person writes, before it is wrapped. */
export const BODY = bodySchema(parseLine, isSeen);
/** The same as it may already stand in a document: lines lose what the rule refuses, and all texts are shown. */
const STORED_BODY = bodySchema(
  (given, most) => readLine(given, most) ?? NOTHING_SEEN,
  () => true,
);
export type Body = v.InferOutput<typeof BODY>;
export type BodyKind = Body['kind'];
/** What can stand in a timeline. */
export type MessageBody = Extract<Body, { kind: 'text' | 'files' | 'poll' | 'location' | 'contact' }>;
export const MESSAGE_KINDS: readonly BodyKind[] = ['text', 'files', 'poll', 'location', 'contact'];
export const isMessageBody = (body: Body | undefined): body is MessageBody =>
  body !== undefined && MESSAGE_KINDS.includes(body.kind);

/** The files a message carries, the picture of a link among them. */
export const filesIn = (body: Body | undefined): readonly FileBody[] => {
  if (body?.kind === 'files') return body.files;
  return body?.kind === 'text' && body.link?.picture !== undefined ? [body.link.picture] : [];
};

/** The blobs a message refers to, each once, in order; empty for what carries none. */
export const blobsIn = (body: Body | undefined): readonly string[] => [
  ...new Set(filesIn(body).flatMap((file) => sealedFilesOf(file).map(({ blob }) => blob))),
];

/** The header field that a message takes from its body. */
export const headerBlobs = (body: Body): Pick<Envelope, 'blobs'> => {
  const blobs = blobsIn(body);
  return blobs.length === 0 ? {} : { blobs };
};

/** The plain `alg`: UTF-8 JSON the server can read. */
export const ALG_PLAIN = 0;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const encodeBody = (body: Body): Uint8Array => encoder.encode(JSON.stringify(body));

/** Whether the bytes are the one form of their JSON: no spaces, no second spelling of a character, no key twice. */
export const isCanonicalBody = (bytes: Uint8Array): boolean => {
  try {
    const text = decoder.decode(bytes);
    return JSON.stringify(JSON.parse(text)) === text;
  } catch {
    return false;
  }
};

const decodeWith =
  (schema: typeof BODY) =>
  (bytes: Uint8Array): Body | undefined => {
    try {
      const parsed = v.safeParse(schema, JSON.parse(decoder.decode(bytes)));
      return parsed.success ? parsed.output : undefined;
    } catch {
      return undefined;
    }
  };

/** The body in plain bytes, as the judge takes it; undefined when it breaks a rule. Never throws. */
export const decodeBody = decodeWith(BODY);

/** The body in plain bytes that stand in a document; undefined when it is none that this version knows. Never throws. */
export const readBody = decodeWith(STORED_BODY);
