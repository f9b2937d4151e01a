import { ALG_PLAIN, encodeBody, readBody } from '../envelope/body.ts';
import { decodeEnvelope, encodeEnvelope } from '../envelope/envelope.ts';
import { parseDraftKey } from './draft-key.ts';
import { fingerprintOf } from './fingerprint.ts';

/** One version of a device's text, by its length and fingerprint: enough to find it again in a longer text. */
export interface DraftMark {
  readonly device: number;
  readonly at: number;
  readonly length: number;
  readonly fingerprint: number;
}

/** What one device has written at a place. `at` counts its versions, and is later than that of all it has taken in. */
export interface DraftEntry {
  readonly device: number;
  readonly at: number;
  readonly text: string;
  /** The versions of other devices' texts that are in this one, or were removed from it. */
  readonly took: readonly DraftMark[];
}

export const markOf = ({ device, at, text }: DraftEntry): DraftMark => ({
  device,
  at,
  length: text.length,
  fingerprint: fingerprintOf(text),
});

/** Numbers of one mark in a body. */
const MARK = 4;

export const encodeDraft = (by: number, { device, at, text, took }: DraftEntry): Uint8Array =>
  encodeEnvelope({
    by,
    device,
    at,
    alg: ALG_PLAIN,
    body: encodeBody({
      kind: 'draft',
      text,
      ...(took.length === 0
        ? {}
        : { took: took.flatMap((mark) => [mark.device, mark.at, mark.length, mark.fingerprint]) }),
    }),
  });

/** The entry under a key of `drafts`; undefined when it breaks a rule. */
export const readDraft = (by: number, key: string, value: unknown): DraftEntry | undefined => {
  const device = parseDraftKey(key)?.device;
  const envelope = value instanceof Uint8Array ? decodeEnvelope(value) : undefined;
  if (envelope?.by !== by || envelope.device !== device || envelope.alg !== ALG_PLAIN) return undefined;
  const body = readBody(envelope.body);
  if (body?.kind !== 'draft') return undefined;
  const numbers = body.took ?? [];
  const took = Array.from({ length: numbers.length / MARK }, (_, i): DraftMark => {
    const [other = 0, at = 0, length = 0, fingerprint = 0] = numbers.slice(i * MARK);
    return { device: other, at, length, fingerprint };
  });
  return { device, at: envelope.at, text: body.text, took };
};
