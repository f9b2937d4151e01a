import type { Blocks } from '../ports/blocks.ts';
import { roleOf } from './decide-member-acts.ts';
import { createGroupDraft } from './group-draft.ts';
import type { ActFacts } from './group-facts.ts';
import { type Decision, emptyPlan } from './group-plan.ts';

type Outcome = Awaited<ReturnType<Blocks['acceptStranger']>>;

/** Decides what changes when a person accepts a group, or accepts whoever wrote to them for the first time. */
export const decideAcceptance = (facts: ActFacts | undefined): Decision<Outcome> => {
  const plan = emptyPlan();
  if (facts === undefined || roleOf(facts.actor) === undefined) return { outcome: 'unknown', plan };
  const { group, actor } = facts;
  const waitsFor = group.kind === 'group' ? actor.membership?.askedBy : group.unanswered;
  if (typeof waitsFor !== 'number') return { outcome: 'same', plan };
  if (group.kind === 'direct' && waitsFor !== actor.account) return { outcome: 'not-allowed', plan };
  createGroupDraft(facts, plan).accept(actor.account);
  return { outcome: 'changed', plan };
};
