import { jsonIn } from '../../shared/admission/plain-body.ts';
import type { Envelope } from '../../shared/envelope/envelope.ts';
import type { ProgramMessage } from '../../shared/protocol/http-programs.ts';

type EntryJson = NonNullable<ProgramMessage['entry']>;

/** An envelope as programs read it: header, bytes of the body, and what a plain body says. */
export const entryJson = (envelope: Envelope): EntryJson => {
  const { by, device, at, alg, body, mentions, quiet, blobs } = envelope;
  const json = jsonIn(envelope);
  return {
    by,
    device,
    at,
    alg,
    body: Buffer.from(body).toString('base64'),
    ...(json === undefined ? {} : { json: { ...json } }),
    ...(mentions === undefined ? {} : { mentions: [...mentions] }),
    ...(quiet === undefined ? {} : { quiet }),
    ...(blobs === undefined ? {} : { blobs: [...blobs] }),
  };
};
