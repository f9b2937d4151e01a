import { ALG_PLAIN } from '../../../shared/envelope/body.ts';
import type { OpenBody } from '../../../shared/envelope/opened-body.ts';
import { type LatestMessage, readLatest } from '../../../shared/timeline/chapter-message.ts';
import type { FactRecord } from '../records.ts';

type Head = NonNullable<FactRecord['head']>;

/** No envelope when a server sends something other than base64. */
const bytesOf = (base64: string): Uint8Array => {
  try {
    return Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
};

/**
 * Whether only the chapter has the newest message: its envelope is too long for the facts, or older than this format.
 */
export const isInChapterOnly = ({ entry, deleted }: Head): boolean => entry === undefined && !deleted;

/** What plain heads say: a head never changes, and is asked for with every change of its row. */
const read = new WeakMap<Head, { readonly latest: LatestMessage | undefined }>();

/** The newest message, read by the timeline's code; undefined when it is deleted or only its chapter has it. */
export const latestOf = (head: Head, open: OpenBody): LatestMessage | undefined => {
  const { by, entry, edit } = head;
  if (entry === undefined) return undefined;
  const known = read.get(head);
  if (known !== undefined) return known.latest;
  let isPlain = true;
  const latest = readLatest(by, bytesOf(entry), edit === undefined ? undefined : bytesOf(edit), (envelope) => {
    isPlain &&= envelope.alg === ALG_PLAIN;
    return open(envelope);
  });
  if (isPlain) read.set(head, { latest });
  return latest;
};
