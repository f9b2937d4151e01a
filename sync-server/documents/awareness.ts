import * as v from 'valibot';
import { ownerOf } from '../../shared/ids/client-id.ts';
import { AWARENESS_STATE } from '../../shared/protocol/messages.ts';

const isOwn = (state: unknown, number: number): boolean => {
  const parsed = v.safeParse(AWARENESS_STATE, state);
  return parsed.success && parsed.output.number === number;
};

/**
 * Leaves in an awareness frame only what its sender may say: of themself, under their own client ids, in the one
 * agreed shape, or that they are gone (null). The rest is dropped, not refused: honest members see nothing of it.
 * @returns how many states were dropped
 */
export const keepOwnAwareness = (states: Map<number, unknown>, number: number): number => {
  let dropped = 0;
  for (const [clientId, state] of states) {
    if (ownerOf(clientId) === number && (state === null || isOwn(state, number))) continue;
    states.delete(clientId);
    dropped++;
  }
  return dropped;
};

/** Whether the sender writes, by what `keepOwnAwareness` has left; undefined when nothing is. */
export const typingIn = (states: ReadonlyMap<number, unknown>): boolean | undefined => {
  if (states.size === 0) return undefined;
  return [...states.values()].some((state) => {
    const parsed = v.safeParse(AWARENESS_STATE, state);
    return parsed.success && parsed.output.typing;
  });
};
