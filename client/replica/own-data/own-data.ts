import type { ExportProgress } from '../../channel/projections.ts';
import type { OwnDataDeps, OwnDataFile } from './write-own-data.ts';

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
