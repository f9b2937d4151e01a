import { openPlain } from '../../shared/envelope/opened-body.ts';
import type { HeadFact } from '../../shared/protocol/facts.ts';
import { readLatest } from '../../shared/timeline/chapter-message.ts';

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

/** What a device shows of the latest message that the feed brings; undefined when it brings no bytes. */
export const lineOf = (head: Pick<HeadFact, 'by' | 'entry' | 'edit'> | undefined): string | undefined =>
  head?.entry === undefined
    ? undefined
    : readLatest(head.by, bytes(head.entry), head.edit === undefined ? undefined : bytes(head.edit), openPlain)?.text;

/** The text of a response, with the plain bytes of its envelopes decoded. */
export const wordsIn = (answer: string): string =>
  answer.replace(/"(?:entry|edit)":"([^"]*)"/g, (_, base64: string) => Buffer.from(base64, 'base64').toString());
