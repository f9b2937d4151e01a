import * as Y from 'yjs';
import { parseDocumentName } from '../../shared/document/name.ts';
import type { Journal } from '../../storage/ports/journal.ts';
import { ServerDocument } from '../admission/server-document.ts';
import { compactUnopened } from './persistence.ts';

const COMPACT_EVERY_MS = 60_000;
const SWEEP_EVERY_MS = 60_000;

export interface MaintenanceDependencies {
  readonly journal: Journal;
  readonly isOpen: (name: string) => boolean;
  /** Does what a crash, or another instance, left behind. */
  readonly sweep: () => void;
  readonly onError: (error: unknown) => void;
}

/** Work that is due by time: compacting documents nobody has open, and sweeping. */
export const startMaintenance = ({ journal, isOpen, sweep, onError }: MaintenanceDependencies) => {
  let compacting: Promise<unknown> = Promise.resolve();
  const compact = setInterval(() => {
    compacting = compactUnopened(journal, isOpen, (name) => {
      const address = parseDocumentName(name);
      return address === undefined ? undefined : new ServerDocument(name, address, new Y.Doc());
    }).catch(onError);
  }, COMPACT_EVERY_MS);
  compact.unref();
  const sweeping = setInterval(sweep, SWEEP_EVERY_MS);
  sweeping.unref();
  sweep();

  return {
    /** Begins nothing more; resolves when what runs has ended. */
    stop: async (): Promise<void> => {
      clearInterval(compact);
      clearInterval(sweeping);
      await compacting;
    },
  };
};
