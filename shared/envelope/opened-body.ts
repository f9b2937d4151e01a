import { ALG_PLAIN, type Body, encodeBody, readBody } from './body.ts';
import { type Envelope, encodeEnvelope } from './envelope.ts';

/**
 * Why a body cannot be shown on this device. `opening`: it will be, or the key for it is awaited; `unknown`: of an `alg`
 * or a kind that this version does not know; `failed`: sealed for others, or damaged.
 */
export type Unopened = 'opening' | 'unknown' | 'failed';

export interface UnopenedBody {
  readonly kind: 'unopened';
  readonly why: Unopened;
}
/** What a device knows of a body. */
export type OpenedBody = Body | UnopenedBody;
export type OpenBody = (envelope: Envelope) => OpenedBody;

const unopened = (why: Unopened): UnopenedBody => Object.freeze({ kind: 'unopened', why });
export const OPENING = unopened('opening');
export const UNKNOWN = unopened('unknown');
export const FAILED = unopened('failed');

/** Opens plain bodies, at once. */
export const openPlain: OpenBody = ({ alg, body }) => (alg === ALG_PLAIN ? readBody(body) : undefined) ?? UNKNOWN;

/** Opens the bodies of one document. */
export interface BodySource {
  /** @param about what to read again once the body is open: a message's id, or a draft's key */
  readonly open: (envelope: Envelope, about: string) => OpenedBody;
  /** As `open`, for all there is of something: what was opened for it and is not asked for any more is forgotten. */
  readonly renew: <T>(about: string, read: (open: OpenBody) => T) => T;
}

export const PLAIN_BODIES: BodySource = { open: openPlain, renew: (_, read) => read(openPlain) };

/** An envelope before its body is in it. */
type EnvelopeHeader = Omit<Envelope, 'alg' | 'body'>;

/** Makes the bytes of an entry. @param root where it will stand, which decides whether the server may read it */
export type SealBody = (root: string, header: EnvelopeHeader, body: Body) => Uint8Array;

export const sealPlain: SealBody = (_, header, body) =>
  encodeEnvelope({ ...header, alg: ALG_PLAIN, body: encodeBody(body) });
