import { type LatestMessage, readLatest } from '../../../shared/timeline/chapter-message.ts';
import type { FactRecord } from '../records.ts';

type Head = NonNullable<FactRecord['head']>;

/** Kept as long as its fact is, which is replaced when anything in it changes. */
const read = new WeakMap<Head, LatestMessage>();
const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));

/** Whether only the chapter says what the newest message is: it is too long to travel with the facts, or older than that. */
export const isUnopened = ({ entry, deleted }: Head): boolean => entry === undefined && !deleted;

/** What the newest message says, by the code of the timeline; undefined when it is deleted, unopened or not readable. */
export const latestOf = (head: Head): LatestMessage | undefined => {
  const known = read.get(head);
  if (known !== undefined || head.entry === undefined) return known;
  const { by, entry, edit } = head;
  const latest = readLatest(by, bytesOf(entry), edit === undefined ? undefined : bytesOf(edit));
  if (latest !== undefined) read.set(head, latest);
  return latest;
};
