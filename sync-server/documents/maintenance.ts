import * as Y from 'yjs';
import { parseDocumentName } from '../../shared/document/name.ts';
import type { Journal } from '../../storage/ports/journal.ts';
import { ServerDocument } from '../admission/server-document.ts';
import type { Timers } from '../timers.ts';
import { compactUnopened } from './persistence.ts';

const COMPACT_EVERY_MS = 60_000;
const SWEEP_EVERY_MS = 60_000;

export interface MaintenanceDependencies {
  readonly journal: Journal;
  readonly isOpen: (name: string) => boolean;
  /** Rows after a snapshot that make the next one due. */
  readonly snapshotRows: number;
  readonly timers: Pick<Timers, 'repeat'>;
  /** Finishes work that a crash or another instance left behind. */
  readonly sweep: () => void;
  readonly onError: (error: unknown) => void;
}

/** Scheduled work: compacting documents that nobody has open, and sweeping. */
export const startMaintenance = ({
  journal,
  isOpen,
  snapshotRows,
  timers,
  sweep,
  onError,
}: MaintenanceDependencies) => {
  let compacting: Promise<unknown> = Promise.resolve();
  const stopCompacting = timers.repeat(COMPACT_EVERY_MS, () => {
    compacting = compactUnopened(journal, snapshotRows, isOpen, (name) => {
      const address = parseDocumentName(name);
      return address === undefined ? undefined : new ServerDocument(name, address, new Y.Doc());
    }).catch(onError);
  });
  const stopSweeping = timers.repeat(SWEEP_EVERY_MS, sweep);
  sweep();

  return {
    /** Starts nothing more; resolves when everything running has ended. */
    stop: async (): Promise<void> => {
      stopCompacting();
      stopSweeping();
      await compacting;
    },
  };
};
