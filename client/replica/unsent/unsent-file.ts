import * as v from 'valibot';
import { sealedSize } from '../../../shared/files/sealed-file.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import { parseEditId, parseMessageId } from '../../../shared/ids/ulid.ts';
import { PERSON_FACT } from '../../../shared/protocol/facts.ts';
import { isDate, LIMITS } from '../../../shared/protocol/limits.ts';
import { KEPT_FILE, type KeptFile } from '../../files/file-store.ts';

/**
 * A file with what one device has not sent yet, for another device of the account: one line of JSON, then the sealed bytes
 * of files, in the order in which the line names them. It holds the keys of these files, like the messages themselves.
 */
const FORMAT = 'skerry-unsent';
const VERSION = 1;
/** A longer first line is no file of ours: 20,000 ordinary messages take 6 MB. Bytes */
const HEAD_BYTES = 64 * 1024 * 1024;
const ENTRIES = 20_000;
const NEWLINE = 10;

const parsedBy = <T>(parse: (text: string) => T | undefined) =>
  v.pipe(
    v.string(),
    v.maxLength(200),
    v.rawTransform(({ dataset, addIssue, NEVER }): T => {
      const value = parse(dataset.value);
      if (value !== undefined) return value;
      addIssue({ message: 'malformed id' });
      return NEVER;
    }),
  );
const number = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const date = v.pipe(number, v.check(isDate));
const PLACE = { conversationId: parsedBy(parseConversationId), messageId: parsedBy(parseMessageId) };
const body = v.pipe(v.string(), v.base64(), v.maxLength(Math.ceil(LIMITS.bodyBytes / 3) * 4));

const HEAD = v.object({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  account: v.string(),
  /** Created on that device, and not on the server yet. */
  conversations: v.pipe(
    v.array(
      v.object({
        id: parsedBy(parseConversationId),
        kind: v.picklist(['direct', 'group']),
        name: v.optional(v.string()),
        people: v.pipe(v.array(PERSON_FACT), v.maxLength(LIMITS.groupMembers)),
      }),
    ),
    v.maxLength(ENTRIES),
  ),
  messages: v.pipe(v.array(v.object({ ...PLACE, at: date, body })), v.maxLength(ENTRIES)),
  edits: v.pipe(
    v.array(v.object({ ...PLACE, chapter: number, editId: parsedBy(parseEditId), at: date, body })),
    v.maxLength(ENTRIES),
  ),
  files: v.pipe(v.array(KEPT_FILE), v.maxLength(ENTRIES)),
});
export type UnsentHead = v.InferOutput<typeof HEAD>;

export interface UnsentFile {
  readonly head: Omit<UnsentHead, 'format' | 'version'>;
  readonly files: readonly { readonly file: KeptFile; readonly sealed: Blob }[];
}

export const toBase64 = (bytes: Uint8Array): string => {
  let text = '';
  for (const one of bytes) text += String.fromCharCode(one);
  return btoa(text);
};
export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

export const writeUnsentFile = ({ head, files }: UnsentFile): Blob => {
  const line = JSON.stringify({ format: FORMAT, version: VERSION, ...head, files: files.map(({ file }) => file) });
  return new Blob([`${line}\n`, ...files.map(({ sealed }) => sealed)]);
};

/** undefined: it is no such file, or one that was cut. */
export const readUnsentFile = async (given: Blob): Promise<UnsentFile | undefined> => {
  const start = new Uint8Array(await given.slice(0, HEAD_BYTES).arrayBuffer());
  const end = start.indexOf(NEWLINE);
  if (end < 0) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(start.subarray(0, end)));
  } catch {
    return undefined;
  }
  const head = v.safeParse(HEAD, parsed);
  if (!head.success) return undefined;
  let at = end + 1;
  const files = head.output.files.map((file) => {
    const sealed = given.slice(at, at + sealedSize(file.size));
    at += sealedSize(file.size);
    return { file, sealed };
  });
  return at === given.size ? { head: head.output, files } : undefined;
};
