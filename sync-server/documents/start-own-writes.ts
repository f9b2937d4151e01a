import type { Journal } from '../../storage/ports/journal.ts';
import { createEventWriter } from '../own-writes/event-writer.ts';
import { createPurger } from '../own-writes/purger.ts';
import { createRemoveWriting } from '../own-writes/remove-writing.ts';
import { createSweeper } from '../own-writes/sweeper.ts';
import type { Timers } from '../timers.ts';
import { startMaintenance } from './maintenance.ts';

type OwnWriteDeps = Parameters<typeof createEventWriter>[0] &
  Parameters<typeof createSweeper>[0] &
  Parameters<typeof createPurger>[0] &
  Parameters<typeof createRemoveWriting>[0];

/** What the server writes into conversations by itself, and what it does now and then. */
export const startOwnWrites = (
  deps: OwnWriteDeps,
  maintained: {
    readonly journal: Journal;
    readonly isOpen: (document: string) => boolean;
    readonly snapshotRows: number;
    readonly timers: Timers;
    readonly onError: (error: unknown) => void;
    /** Done with every round. */
    readonly onSweep: () => void;
  },
) => {
  const { onSweep, ...rest } = maintained;
  const events = createEventWriter(deps);
  const sweeper = createSweeper(deps);
  const purger = createPurger(deps);
  const maintenance = startMaintenance({
    ...rest,
    sweep: () => {
      sweeper.poke();
      purger.poke();
      events.poke();
      onSweep();
    },
  });
  return {
    events,
    purger,
    removeWriting: createRemoveWriting(deps),
    /** No more is written; resolves once what is being written is there. */
    stopWriting: () => Promise.all([events.stop(), sweeper.stop(), purger.stop()]),
    stopMaintenance: maintenance.stop,
  };
};
