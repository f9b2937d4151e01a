import * as v from 'valibot';
import { ownerOf } from '../../shared/ids/client-id.ts';
import { AWARENESS_STATE } from '../../shared/protocol/messages.ts';

/**
 * Leaves in an awareness frame only what its sender may say: of themself, under their own client ids, in the one
 * agreed shape. The rest is dropped, not refused: honest members see nothing of it.
 * @returns how many states were dropped
 */
export const keepOwnAwareness = (states: Map<number, unknown>, number: number): number => {
  let dropped = 0;
  for (const [clientId, state] of states) {
    const parsed = v.safeParse(AWARENESS_STATE, state);
    if (ownerOf(clientId) === number && parsed.success && parsed.output.number === number) continue;
    states.delete(clientId);
    dropped++;
  }
  return dropped;
};
