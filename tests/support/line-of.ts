import type { HeadFact } from '../../shared/protocol/facts.ts';
import { readLatest } from '../../shared/timeline/chapter-message.ts';

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

/** What a device shows of the latest message that the feed brings; undefined when it brings no bytes. */
export const lineOf = (head: Pick<HeadFact, 'by' | 'entry' | 'edit'> | undefined): string | undefined =>
  head?.entry === undefined
    ? undefined
    : readLatest(head.by, bytes(head.entry), head.edit === undefined ? undefined : bytes(head.edit))?.text;

/** The text of an answer, with what its envelopes say in plain bytes. */
export const wordsIn = (answer: string): string =>
  answer.replace(/"(?:entry|edit)":"([^"]*)"/g, (_, base64: string) => Buffer.from(base64, 'base64').toString());
