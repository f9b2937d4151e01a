import type { Decision } from '../rules/group-plan.ts';
import { groupWrites } from '../sql/group-writes.ts';
import type { PendingEvents } from './pending-events.ts';
import { driver, takeChange, type Work } from './work.ts';

/** Writes the rows of a decision about a group, inside the caller's transaction, and gives its outcome. */
export type CarryOut = <T>(decision: Decision<T>) => Work<T>;

export const createPlanWriter = (events: PendingEvents): CarryOut =>
  function* ({ outcome, plan }) {
    yield* driver.write(groupWrites(plan, plan.changes === 0 ? 0 : yield* takeChange(plan.changes)));
    for (const { conversation, event } of plan.events) yield* events.add(conversation, event);
    return outcome;
  };
