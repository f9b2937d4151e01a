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

/** The newest message, read by the timeline's code; undefined when it is deleted or only its chapter has it. */
export const latestOf = ({ by, entry, edit }: Head, open: OpenBody): LatestMessage | undefined =>
  entry === undefined
    ? undefined
    : readLatest(by, bytesOf(entry), edit === undefined ? undefined : bytesOf(edit), open);
