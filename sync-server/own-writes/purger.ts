import type { Upkeep } from '../../storage/ports/upkeep.ts';
import { createRunner } from './runner.ts';

export interface PurgerDependencies {
  readonly facts: Pick<Upkeep, 'purgeDeleted'>;
  readonly onError: (error: unknown) => void;
}

/** Takes what deleted groups held off the disk; what a crash leaves is done at the next start. */
export const createPurger = ({ facts, onError }: PurgerDependencies) =>
  createRunner(async (isStopped) => {
    try {
      while (!isStopped() && (await facts.purgeDeleted()));
    } catch (error) {
      onError(error);
    }
    return false;
  });
