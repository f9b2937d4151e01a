import { ALG_PLAIN, type Body, isMessageBody, type MessageBody, readBody } from '../../../shared/envelope/body.ts';
import { decodeEnvelope, type Envelope } from '../../../shared/envelope/envelope.ts';
import { summaryOf } from '../../../shared/protocol/summary-of.ts';
import type { NotSentRecord } from '../records.ts';

/** Text that will not be written: to be shown under Not sent. `key` is the entry's key. */
export interface Unwritten {
  readonly key: string;
  readonly text: string;
  readonly at: number;
  /** The whole body of a message. */
  readonly body: Uint8Array;
  readonly reason: NotSentRecord['reason'];
  readonly retry: boolean;
  readonly document?: string;
}

export const envelopeIn = (value: unknown): Envelope | undefined =>
  value instanceof Uint8Array ? decodeEnvelope(value) : undefined;

export const bodyIn = (envelope: Envelope | undefined): Body | undefined =>
  envelope?.alg === ALG_PLAIN ? readBody(envelope.body) : undefined;

/** All that was typed, to be read and copied. */
const wordsOf = (body: MessageBody): string =>
  body.kind === 'poll' ? [summaryOf(body), ...body.options].join('\n') : summaryOf(body);

/** What a message or an edit says: no text when it cannot be read; undefined for what has no words. */
export const textOf = (value: unknown): { text: string; at: number; body: Uint8Array } | undefined => {
  const envelope = envelopeIn(value);
  const body = bodyIn(envelope);
  if (body !== undefined && !isMessageBody(body)) return undefined;
  return { text: body ? wordsOf(body) : '', at: envelope?.at ?? 0, body: envelope?.body ?? new Uint8Array() };
};
