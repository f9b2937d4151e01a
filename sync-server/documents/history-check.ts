import type { Epochs } from '../../storage/ports/epochs.ts';
import type { Log } from '../log.ts';

export interface HistoryCheck {
  /** Checks a proof that a device brings. Begins a new epoch when it shows that an older database was put back. */
  check(proof: string | undefined): Promise<void>;
  /** Looks whether another instance began an epoch. @returns whether one did since the last look */
  look(): Promise<boolean>;
  /** How many epochs began while this process ran. */
  begun(): number;
}

/** @param onEpoch a new epoch has begun: every connected device has to connect again */
export const createHistoryCheck = (deps: {
  readonly facts: Pick<Epochs, 'checkHistory' | 'epoch'>;
  readonly log: Pick<Log, 'warn'>;
  readonly onEpoch: () => void;
}): HistoryCheck => {
  let begun = 0;
  let known: string | undefined;
  const look = async (): Promise<boolean> => {
    const epoch = await deps.facts.epoch();
    const isNew = known !== undefined && known !== epoch;
    known = epoch;
    if (isNew) begun++;
    return isNew;
  };
  // A database that does not answer now is asked with the first look.
  look().catch(() => undefined);
  return {
    look,
    check: async (proof) => {
      if (proof === undefined || proof === '') return;
      const epoch = await deps.facts.checkHistory(proof);
      if (epoch === undefined) return;
      known = epoch;
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
