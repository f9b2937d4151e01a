import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ExportProgress } from '../../channel/projections.ts';
import type { AccountKeeper } from '../account/account-keeper.ts';
import type { Directory } from '../directory.ts';
import type { Fetching } from '../documents/fetching.ts';
import type { Pool } from '../documents/pool.ts';
import type { LocalState } from '../local-state.ts';
import type { Clock, Pictures } from '../ports.ts';

export interface OwnDataDeps {
  readonly clock: Clock;
  readonly localState: LocalState;
  readonly directory: Directory;
  readonly pool: Pool;
  readonly account: AccountKeeper;
  readonly fetching: Fetching;
  readonly pictures: Pictures | undefined;
  readonly me: number;
  readonly isReachable: (id: ConversationId) => boolean;
  readonly emit: (event: { readonly type: 'export-progressed' }) => void;
}

export interface OwnDataFile {
  readonly zip: Uint8Array<ArrayBuffer>;
  /** Nothing is missing. */
  readonly complete: boolean;
}

export interface OwnData {
  readonly progress: () => ExportProgress;
  /** undefined: it was stopped, or one is being made already. */
  readonly make: () => Promise<OwnDataFile | undefined>;
  readonly cancel: () => void;
}

const IDLE: ExportProgress = { state: 'idle' };

/** The file with one's data: one at a time, made on this device. */
export const createOwnData = (deps: OwnDataDeps): OwnData => {
  let progress: ExportProgress = IDLE;
  let cancelled = false;
  const become = (next: ExportProgress): void => {
    progress = next;
    deps.emit({ type: 'export-progressed' });
  };
  return {
    progress: () => progress,
    make: async () => {
      if (progress.state === 'running') return undefined;
      cancelled = false;
      become({ state: 'running', done: 0, total: 0 });
      try {
        const { writeOwnData } = await import('./write-own-data.ts');
        return await writeOwnData(deps, become, () => cancelled);
      } finally {
        become(IDLE);
      }
    },
    cancel: () => {
      cancelled = true;
    },
  };
};
