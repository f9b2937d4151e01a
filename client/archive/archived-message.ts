import * as v from 'valibot';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { isAtMost, readLine } from '../../shared/text/parse-line.ts';

/** Bounds of an imported file. It comes from anywhere, and stays on this device. */
export const ARCHIVE_LIMITS = {
  /** Bytes of one file, and of all that a ZIP file unpacks to: some million messages. */
  fileBytes: 512 * 1_024 * 1_024,
  /** A file that is not written line by line is read as a whole, in memory. Bytes */
  wholeBytes: 16 * 1_024 * 1_024,
  /** One line: a message at every limit, ten times. Characters */
  lineCharacters: 1_500_000,
  /** Brackets in brackets; a message has six. */
  depth: 16,
  messages: 1_000_000,
  conversations: 10_000,
  reactions: 1_000,
  people: 5_000,
} as const;

const id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Whatever stands there becomes a name that can be shown. */
const line = (most: number) =>
  v.pipe(
    v.string(),
    v.maxLength(LIMITS.messageCharacters * 2),
    v.transform((text) => readLine(text, most) ?? '…'),
  );
const name = line(LIMITS.nameCharacters);
const text = v.pipe(
  v.string(),
  v.maxLength(LIMITS.messageCharacters * 2),
  v.check((one) => isAtMost(one, LIMITS.messageCharacters)),
);
const time = v.pipe(
  v.string(),
  v.maxLength(40),
  v.regex(/^-?[\d.e+-]+$|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/),
);
const names = v.pipe(v.array(name), v.maxLength(ARCHIVE_LIMITS.people));

const context = {
  reply: v.optional(v.object({ chapter: count, id })),
  forwarded: v.optional(v.literal(true)),
};
const body = v.variant('kind', [
  v.object({ kind: v.literal('text'), text, ...context }),
  v.object({
    kind: v.literal('files'),
    files: v.pipe(v.array(v.object({ name: line(LIMITS.fileNameCharacters), size: count })), v.maxLength(LIMITS.files)),
    text: v.optional(text),
    ...context,
  }),
  v.object({
    kind: v.literal('poll'),
    text: line(LIMITS.pollCharacters),
    options: v.pipe(v.array(line(LIMITS.pollOptionCharacters)), v.maxLength(LIMITS.pollOptions)),
    anonymous: v.optional(v.boolean(), false),
    ...context,
  }),
  v.object({
    kind: v.literal('location'),
    latitude: v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
    longitude: v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
    text: v.optional(name),
    ...context,
  }),
  v.object({ kind: v.literal('contact'), name, ...context }),
]);

/** A message as an export names it: who wrote it is what the file says, and nobody else. */
export const ARCHIVED_MESSAGE = v.object({
  id,
  by: name,
  writtenAt: time,
  seq: v.optional(count),
  body: v.optional(body),
  edited: v.optional(v.literal(true)),
  unreadable: v.optional(v.picklist(['opening', 'unknown', 'failed'])),
  deletedBy: v.optional(name),
  reactions: v.optional(
    v.pipe(
      v.array(v.object({ emoji: v.pipe(v.string(), v.maxLength(LIMITS.reactionBytes)), by: names })),
      v.maxLength(ARCHIVE_LIMITS.reactions),
    ),
  ),
  votes: v.optional(v.pipe(v.array(names), v.maxLength(LIMITS.pollOptions))),
  quoted: v.optional(v.object({ by: name, text: v.optional(text) })),
});
export type ArchivedMessage = v.InferOutput<typeof ARCHIVED_MESSAGE>;

/** What the first line of an export says. */
export const ARCHIVE_HEAD = v.object({
  format: v.literal('skerry-conversation'),
  version: count,
  exportedAt: v.pipe(
    time,
    v.check((one) => one.startsWith('2') || one.startsWith('1')),
  ),
  id,
  kind: v.picklist(['direct', 'group', 'notes']),
  title: name,
});
export type ArchiveHead = v.InferOutput<typeof ARCHIVE_HEAD>;
