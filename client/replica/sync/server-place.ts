import type { DocumentName } from '../../../shared/document/name.ts';

/** Where this device stands with the server, as its records say. */
export interface ServerPlace {
  readonly epoch: () => string;
  readonly cursor: () => number;
  /** The newest proof of the server's history; undefined when no page has brought one. */
  readonly proof: () => string | undefined;
  readonly accountDocument: () => DocumentName;
  /** The server's epoch changed: all documents have to be rebased and all facts fetched again. */
  readonly beginEpoch: (epoch: string) => Promise<void>;
  /** The account document is another one now, or the account has changed. Resolves when `accountDocument` is right. */
  readonly followAccount: () => Promise<void>;
}
