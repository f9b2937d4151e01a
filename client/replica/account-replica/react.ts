import { accountReactions } from './account-reactions.ts';
import { documentReactions } from './document-reactions.ts';
import type { Emit, Outside, Reactions, ReplicaEvent } from './events.ts';
import { outboxReactions } from './outbox-reactions.ts';
import type { Parts } from './parts.ts';
import { personReactions } from './person-reactions.ts';
import { recordReactions } from './record-reactions.ts';
import { screenReactions } from './screen-reactions.ts';
import { serverReactions } from './server-reactions.ts';

/** Joins the reactions of every group of events. */
export const createReaction = (parts: Parts, outside: Outside): Emit<ReplicaEvent> => {
  const reactions: Reactions<ReplicaEvent> = {
    ...recordReactions(parts, outside),
    ...documentReactions(parts),
    ...serverReactions(parts, outside.onSignedOut),
    ...outboxReactions(parts),
    ...personReactions(parts),
    ...accountReactions(parts),
    ...screenReactions(parts),
  };
  return (event) => (reactions[event.type] as Emit<typeof event>)(event);
};
