/** How people's words are encoded on this device's disk beside the documents. */
export interface AtRestCodec {
  readonly encode: (bytes: Uint8Array) => Uint8Array;
  /** undefined: the bytes are not what was encoded. */
  readonly decode: (bytes: Uint8Array) => Uint8Array | undefined;
}

/** Stored as they are, like everything else on the disk. */
export const AT_REST: AtRestCodec = { encode: (bytes) => bytes, decode: (bytes) => bytes };
