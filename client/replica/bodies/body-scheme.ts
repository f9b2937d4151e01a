import { ALG_PLAIN } from '../../../shared/envelope/body.ts';
import type { Envelope } from '../../../shared/envelope/envelope.ts';

/** The part of a header that a seal may bind its body to; not `device`, which a rebase may change. */
type BoundHeader = Pick<Envelope, 'by' | 'at'>;

/** One way to seal bodies. */
export interface BodyAlg {
  readonly alg: number;
  /** Synchronous, with a key at hand, so that a person's text shows in the frame of the key press. */
  readonly seal: (plain: Uint8Array, header: BoundHeader) => Uint8Array;
  /** Resolves when the body is open, however long its key takes; undefined or a rejection: it cannot be opened. */
  readonly open: (sealed: Uint8Array, header: BoundHeader) => Promise<Uint8Array | undefined>;
}

/** How bodies are sealed and opened on this device. */
export interface BodyScheme {
  /** In addition to plain bodies, which need no scheme. */
  readonly algs: readonly BodyAlg[];
  /** Seals whatever is written from now on. */
  readonly algFor: (root: string) => number;
}

/** Seals nothing yet. */
export const PLAIN_SCHEME: BodyScheme = { algs: [], algFor: () => ALG_PLAIN };
