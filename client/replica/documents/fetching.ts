import type { DocumentName } from '../../../shared/document/name.ts';
import type { Timers } from '../ports.ts';
import type { DocumentEvent, ReplicaDocument } from './replica-document.ts';

/** Documents that are asked of the server for some purpose beside the screens. */
export interface Fetching {
  /** Resolves when the document is in step with the server, or it takes too long (ms). */
  readonly fetch: (name: DocumentName, within: number) => Promise<void>;
  readonly wanted: () => Iterable<DocumentName>;
  readonly synced: (live: ReplicaDocument) => void;
}

export const createFetching = (clock: Timers, emit: (event: DocumentEvent) => void): Fetching => {
  const waiting = new Map<DocumentName, Set<() => void>>();
  return {
    fetch: (name, within) =>
      new Promise((resolve) => {
        const all = waiting.get(name) ?? new Set();
        waiting.set(name, all);
        const done = (): void => {
          cancel();
          all.delete(done);
          if (all.size === 0) waiting.delete(name);
          resolve();
        };
        const cancel = clock.setTimer(within, done);
        all.add(done);
        emit({ type: 'documents-wanted' });
      }),
    wanted: () => waiting.keys(),
    synced: ({ name }) => {
      for (const done of [...(waiting.get(name) ?? [])]) done();
    },
  };
};
