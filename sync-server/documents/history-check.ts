import type { Epochs } from '../../storage/ports/epochs.ts';
import type { Log } from '../log.ts';

export interface HistoryCheck {
  /** Takes a proof that a device brings. Begins a new epoch when it shows that an older database was put back. */
  check(proof: string | undefined): Promise<void>;
  /** How many epochs began while this process ran. */
  begun(): number;
}

/** @param onEpoch a new epoch has begun: whoever is connected has to come again */
export const createHistoryCheck = (deps: {
  readonly facts: Pick<Epochs, 'checkHistory'>;
  readonly log: Pick<Log, 'warn'>;
  readonly onEpoch: () => void;
}): HistoryCheck => {
  let begun = 0;
  return {
    check: async (proof) => {
      if (proof === undefined || proof === '') return;
      const epoch = await deps.facts.checkHistory(proof);
      if (epoch === undefined) return;
      begun++;
      deps.log.warn('older-database', {
        epoch,
        message: 'An older database was put back. Devices send again what it lacks; there is nothing else to do.',
      });
      deps.onEpoch();
    },
    begun: () => begun,
  };
};
