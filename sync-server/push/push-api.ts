import type { Push } from '../../storage/ports/push.ts';
import type { ReadEntry } from '../documents/read-entry.ts';

/** What the routes under `/api/push` use. */
export interface PushApi {
  readonly push: Push;
  readonly publicKey: string;
  /** Whether a push may be sent there. */
  readonly isEndpoint: (endpoint: string) => boolean;
  readonly readEntry: ReadEntry;
}
