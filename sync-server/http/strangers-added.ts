import type { UserId } from '../../shared/ids/account.ts';
import type { HttpDependencies } from './deps.ts';

/**
 * Whole seconds until somebody may put these people into groups; 0: now. Only those they share no conversation with
 * count: a company fills its groups at once, and nobody calls a whole server together.
 */
export const waitToAdd = async (
  { facts, limits }: Pick<HttpDependencies, 'facts' | 'limits'>,
  by: UserId,
  added: readonly UserId[],
): Promise<number> => {
  const known = new Set([by, ...(await facts.contacts([by]))]);
  return limits.strangersAdded.take(by, added.filter((userId) => !known.has(userId)).length);
};
