import { parseRights } from '../../shared/permissions/group-rights.ts';
import { type MemberAction, mayAct } from '../../shared/permissions/member-actions.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import type { GroupLink } from '../../shared/protocol/http-groups.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { JoinOutcome, NewGroupLink } from '../ports/group-links.ts';
import type { MemberOutcome, MemberRefusal } from '../ports/memberships.ts';
import { refused, roleOf } from './decide-member-acts.ts';
import { createGroupDraft } from './group-draft.ts';
import type { ActFacts, GroupRow } from './group-facts.ts';
import { type Decision, emptyPlan } from './group-plan.ts';

export interface LinkRow {
  readonly id: string;
  readonly approval: boolean;
  /** ms since 1970 */
  readonly expiresAt: number | null;
  readonly uses: number | null;
  readonly used: number;
  readonly createdAt: number;
  /** Its maker, and their role now; null: no longer a member. */
  readonly name: string;
  readonly role: Role | null;
}

/**
 * Whether a link leads into its group: it is neither expired nor used up, and its maker could still make it. The links
 * of a member end with their membership and with the permission.
 */
export const isAlive = ({ role, expiresAt, uses, used }: LinkRow, { rights }: Pick<GroupRow, 'rights'>, at: number) =>
  role !== null &&
  mayAct('invite', role, undefined, parseRights(JSON.parse(rights))) &&
  (expiresAt === null || at < expiresAt) &&
  (uses === null || used < uses);

export const linkFact = ({ id, approval, expiresAt, uses, used, createdAt, name }: LinkRow): GroupLink => ({
  linkId: id,
  approval,
  ...(expiresAt === null ? {} : { expiresAt }),
  ...(uses === null ? {} : { uses }),
  used,
  createdAt,
  by: name,
});

/** Whether a member is told of join requests and may answer them. */
export const answersRequests = (
  kind: GroupRow['kind'],
  role: Role,
  rights: Readonly<Record<string, unknown>>,
): boolean => kind === 'group' && mayAct('answer-request', role, undefined, parseRights(rights));

/** Why the actor may not do this in the group; undefined: they may. */
const refusalOf = (facts: ActFacts | undefined, action: MemberAction): MemberRefusal | undefined => {
  const role = facts?.group.deletedAt === null ? roleOf(facts.actor) : undefined;
  if (facts === undefined || role === undefined) return refused('not-found');
  const isAllowed =
    facts.group.kind === 'group' && mayAct(action, role, undefined, parseRights(JSON.parse(facts.group.rights)));
  return isAllowed ? undefined : refused('not-allowed');
};

/** The valid links into the actor's group, if they may invite. */
export const linksSeenBy = (
  facts: ActFacts | undefined,
  links: readonly LinkRow[],
  at: number,
): readonly LinkRow[] | MemberRefusal => {
  const refusal = refusalOf(facts, 'invite');
  if (refusal !== undefined || facts === undefined) return refusal ?? refused('not-found');
  return links.filter((link) => isAlive(link, facts.group, at));
};

/** Decides about a new link; links that no longer lead into the group are deleted with it. */
export const decideLink = (
  facts: ActFacts | undefined,
  links: readonly LinkRow[],
  asked: NewGroupLink,
  at: number,
): Decision<GroupLink | MemberRefusal> => {
  const plan = emptyPlan();
  const living = linksSeenBy(facts, links, at);
  if ('kind' in living || facts === undefined)
    return { outcome: 'kind' in living ? living : refused('not-found'), plan };
  if (living.length >= LIMITS.groupLinks) return { outcome: refused('too-many'), plan };
  const { group, actor } = facts;
  const kept = new Set(living);
  for (const link of links) if (!kept.has(link)) plan.deletedLinks.push(link.id);
  const { linkId: id, digest, approval, expiresAt = null, uses = null } = asked;
  const made = { id, approval, expiresAt, uses, createdAt: at };
  plan.links.push({ ...made, conversation: group.id, account: actor.account, digest });
  return { outcome: linkFact({ ...made, used: 0, name: actor.name, role: null }), plan };
};

export const decideRevocation = (
  facts: ActFacts | undefined,
  links: readonly LinkRow[],
  id: string,
): Decision<MemberRefusal | undefined> => {
  const plan = emptyPlan();
  const outcome = refusalOf(facts, 'invite');
  if (outcome === undefined && links.some((link) => link.id === id)) plan.deletedLinks.push(id);
  return { outcome, plan };
};

const gone: JoinOutcome = { kind: 'refused', code: 'link-gone' };

/**
 * Decides what becomes of a person who follows a link: a member, or a person who asks to join.
 * @param link with the facts of its group, in which the person acts; undefined: the link or account does not exist
 */
export const decideJoin = (
  link: LinkRow | undefined,
  facts: ActFacts | undefined,
  at: number,
): Decision<JoinOutcome> => {
  const plan = emptyPlan();
  if (link === undefined || facts === undefined || facts.group.deletedAt !== null) return { outcome: gone, plan };
  const { group, actor } = facts;
  const same = { kind: 'done', conversationId: group.publicId, changed: false, told: [], gone: [] } as const;
  // Checked before expiry: a person who joined by the link's last use may not have received the answer, and asks again.
  if (roleOf(actor) !== undefined) return { outcome: { ...same, state: 'joined' }, plan };
  if (!isAlive(link, group, at)) return { outcome: gone, plan };
  const draft = createGroupDraft(facts, plan);
  if (draft.isFull()) return { outcome: { kind: 'refused', code: 'group-full' }, plan };
  // A removed person comes back only when a member approves them.
  const wasRemoved = actor.membership !== undefined && actor.membership.removedBy !== actor.account;
  if (!link.approval && !wasRemoved) {
    draft.add(actor, 'member', { kind: 'joined', by: actor.account }, null);
    draft.useLink(link.id, link.used);
    return { outcome: { ...same, state: 'joined', changed: true, role: 'member', told: draft.memberIds() }, plan };
  }
  // They are not told that they were declined: their request seems to wait.
  const isDeclined = actor.declinedAt !== undefined && actor.declinedAt > at - LIMITS.declinedRequestMs;
  if (actor.request !== undefined || isDeclined) return { outcome: { ...same, state: 'asked' }, plan };
  if (facts.requests >= LIMITS.joinRequests) return { outcome: { kind: 'refused', code: 'too-many' }, plan };
  draft.addRequest(actor.account, link.id, at);
  return { outcome: { ...same, state: 'asked', changed: true, told: draft.memberIds() }, plan };
};

/** Decides about a member's answer to a join request. */
export const decideAnswer = (facts: ActFacts | undefined, accept: boolean, at: number): Decision<MemberOutcome> => {
  const plan = emptyPlan();
  const refusal = refusalOf(facts, 'answer-request');
  if (refusal !== undefined || facts === undefined) return { outcome: refusal ?? refused('not-found'), plan };
  const { actor, target } = facts;
  const same = { kind: 'done', changed: false, told: [], gone: [] } as const;
  if (target?.request === undefined) {
    const isMember = roleOf(target) !== undefined;
    return { outcome: accept && !isMember ? refused('unknown-member') : same, plan };
  }
  const draft = createGroupDraft(facts, plan);
  if (!accept) {
    draft.declineRequest(target.account, at);
    return { outcome: { ...same, changed: true, told: draft.memberIds() }, plan };
  }
  if (draft.isFull()) return { outcome: refused('group-full'), plan };
  const { link, used } = target.request;
  draft.add(target, 'member', { kind: 'added', by: actor.account, who: target.account }, null);
  if (used !== undefined) draft.useLink(link, used);
  return { outcome: { ...same, changed: true, role: 'member', told: draft.memberIds() }, plan };
};
