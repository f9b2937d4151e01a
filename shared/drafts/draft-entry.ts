import { decodeEnvelope, type Envelope } from '../envelope/envelope.ts';
import { type OpenBody, openPlain, type SealBody, sealPlain } from '../envelope/opened-body.ts';
import { parseDraftKey } from './draft-key.ts';
import { fingerprintOf } from './fingerprint.ts';

/** One version of a device's text, by its length and fingerprint: enough to find it again in a longer text. */
export interface DraftMark {
  readonly device: number;
  readonly at: number;
  readonly length: number;
  readonly fingerprint: number;
}

/** What one device has written at a place. `at` counts its versions and is later than every version it has taken in. */
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

export const encodeDraft = (
  by: number,
  { device, at, text, took }: DraftEntry,
  seal: SealBody = sealPlain,
): Uint8Array =>
  seal(
    'drafts',
    { by, device, at },
    {
      kind: 'draft',
      text,
      ...(took.length === 0
        ? {}
        : { took: took.flatMap((mark) => [mark.device, mark.at, mark.length, mark.fingerprint]) }),
    },
  );

/** The envelope under a key of `drafts`, open or not; undefined when it breaks a rule. */
export const draftEnvelope = (by: number, key: string, value: unknown): Envelope | undefined => {
  const envelope = value instanceof Uint8Array ? decodeEnvelope(value) : undefined;
  return envelope?.by === by && envelope.device === parseDraftKey(key)?.device ? envelope : undefined;
};

/** The entry under a key of `drafts`; undefined when it breaks a rule or is not open. */
export const readDraft = (
  by: number,
  key: string,
  value: unknown,
  open: OpenBody = openPlain,
): DraftEntry | undefined => {
  const envelope = draftEnvelope(by, key, value);
  const body = envelope === undefined ? undefined : open(envelope);
  if (envelope === undefined || body?.kind !== 'draft') return undefined;
  const numbers = body.took ?? [];
  const took = Array.from({ length: numbers.length / MARK }, (_, i): DraftMark => {
    const [other = 0, at = 0, length = 0, fingerprint = 0] = numbers.slice(i * MARK);
    return { device: other, at, length, fingerprint };
  });
  return { device: envelope.device, at: envelope.at, text: body.text, took };
};
