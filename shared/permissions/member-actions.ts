import type { Role } from '../protocol/facts.ts';
import { type GroupRights, isWithin, type RightName } from './group-rights.ts';

/** What members do with each other and with the group, beside writing. */
export type MemberAction =
  | 'add'
  | 'add-admin'
  | 'invite'
  | 'answer-request'
  | 'make-admin'
  | 'remove-admin'
  | 'remove'
  | 'transfer'
  | 'leave'
  | 'delete-group';

export interface MemberRule {
  readonly rule: string;
  readonly action: MemberAction;
  /** Roles that may; or a right of the group that decides. */
  readonly actors: readonly Role[] | RightName;
  /** Roles that the target may have; undefined: the target is not a member yet, or there is none. */
  readonly targets: readonly Role[] | undefined;
}

/** One table: the server judges by it, the client offers by it, a test makes every role try every action. */
export const MEMBER_RULES: readonly MemberRule[] = [
  { rule: 'PERM-50', action: 'add', actors: 'add', targets: undefined },
  { rule: 'PERM-51', action: 'add-admin', actors: ['owner'], targets: undefined },
  { rule: 'PERM-52', action: 'invite', actors: 'add', targets: undefined },
  { rule: 'PERM-53', action: 'answer-request', actors: 'add', targets: undefined },
  { rule: 'PERM-54', action: 'make-admin', actors: ['owner'], targets: ['member'] },
  { rule: 'PERM-55', action: 'remove-admin', actors: ['owner'], targets: ['admin'] },
  { rule: 'PERM-56', action: 'remove', actors: ['owner'], targets: ['admin', 'member'] },
  { rule: 'PERM-57', action: 'remove', actors: ['admin'], targets: ['member'] },
  { rule: 'PERM-58', action: 'transfer', actors: ['owner'], targets: ['admin', 'member'] },
  // An owner transfers ownership first: nobody could look after the group.
  { rule: 'PERM-59', action: 'leave', actors: ['admin', 'member'], targets: undefined },
  { rule: 'PERM-60', action: 'delete-group', actors: ['owner'], targets: undefined },
];

/**
 * Whether a role may do that in a group. Direct conversations have no such actions.
 * @param target role of the target; undefined for a non-member
 */
export const mayAct = (action: MemberAction, actor: Role, target: Role | undefined, rights: GroupRights): boolean =>
  MEMBER_RULES.some(
    (row) =>
      row.action === action &&
      (typeof row.actors === 'string' ? isWithin(rights[row.actors], actor) : row.actors.includes(actor)) &&
      (row.targets === undefined || (target !== undefined && row.targets.includes(target))),
  );
