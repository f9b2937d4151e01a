import { ALG_PLAIN, encodeBody, isMessageBody, type MessageBody } from '../../../shared/envelope/body.ts';
import { decodeEnvelope, type Envelope } from '../../../shared/envelope/envelope.ts';
import type { OpenBody } from '../../../shared/envelope/opened-body.ts';
import { summaryOf } from '../../../shared/protocol/summary-of.ts';
import type { NotSentRecord } from '../records.ts';

/** What a message or an edit says: its whole body, or the bytes of its envelope while that cannot be opened. */
interface EntryText {
  readonly text: string;
  /** It can be sent again, now or once it is open. */
  readonly mayRetry: boolean;
  readonly at: number;
  readonly body?: Uint8Array;
  readonly sealed?: Uint8Array;
}

/** Text that will not be written, to be shown under Not sent. `key` is the entry's key. */
export interface Unwritten extends Omit<EntryText, 'mayRetry'> {
  readonly key: string;
  readonly reason: NotSentRecord['reason'];
  readonly retry: boolean;
  readonly document?: string;
}

export const envelopeIn = (value: unknown): Envelope | undefined =>
  value instanceof Uint8Array ? decodeEnvelope(value) : undefined;

/** Everything that was typed, to be read and copied. */
export const wordsOf = (body: MessageBody): string =>
  body.kind === 'poll' ? [summaryOf(body), ...body.options].join('\n') : summaryOf(body);

/** No text when the body cannot be read; undefined for bodies without words. */
export const textOf = (value: unknown, open: OpenBody): EntryText | undefined => {
  const envelope = envelopeIn(value);
  if (envelope === undefined || !(value instanceof Uint8Array))
    return { text: '', at: 0, mayRetry: false, body: new Uint8Array() };
  const { at, alg } = envelope;
  const body = open(envelope);
  if (body.kind === 'unopened') {
    const kept = alg === ALG_PLAIN ? { body: envelope.body } : { sealed: value };
    return { text: '', at, mayRetry: body.why === 'opening', ...kept };
  }
  if (!isMessageBody(body)) return undefined;
  return { text: wordsOf(body), at, mayRetry: true, body: alg === ALG_PLAIN ? envelope.body : encodeBody(body) };
};
