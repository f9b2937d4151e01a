import type { Decision } from '../rules/group-plan.ts';
import { groupWrites } from '../sql/group-writes.ts';
import type { Connection, TakeChange } from './connection.ts';
import type { PendingEvents } from './pending-events.ts';

/** Writes the rows of a decision about a group, inside the caller's transaction, and gives its outcome. */
export type CarryOut = <T>(decision: Decision<T>, takeChange: TakeChange) => T;

export const createPlanWriter =
  ({ driver }: Connection, events: PendingEvents): CarryOut =>
  ({ outcome, plan }, takeChange) => {
    driver.write(groupWrites(plan, plan.changes === 0 ? 0 : takeChange(plan.changes)));
    for (const { conversation, event } of plan.events) events.add(conversation, event);
    return outcome;
  };
