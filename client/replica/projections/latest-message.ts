import { type LatestMessage, readLatest } from '../../../shared/timeline/chapter-message.ts';
import type { FactRecord } from '../records.ts';

type Head = NonNullable<FactRecord['head']>;

/** No envelope when a server brings something else than base64. */
const bytesOf = (base64: string): Uint8Array => {
  try {
    return Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
};

/** Whether only the chapter says what the newest message is: it is too long to travel with the facts, or older than that. */
export const isUnopened = ({ entry, deleted }: Head): boolean => entry === undefined && !deleted;

/** What the newest message says, by the code of the timeline; undefined when it is deleted, unopened or not readable. */
export const latestOf = ({ by, entry, edit }: Head): LatestMessage | undefined =>
  entry === undefined ? undefined : readLatest(by, bytesOf(entry), edit === undefined ? undefined : bytesOf(edit));
