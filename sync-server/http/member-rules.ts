import type { Role } from '../../shared/protocol/facts.ts';

/** Who may do what with whom in a group. A direct conversation's members are fixed. */
export type MemberAction =
  | { readonly kind: 'add'; readonly role: 'admin' | 'member' }
  | { readonly kind: 'change' }
  | { readonly kind: 'remove' }
  | { readonly kind: 'leave' };

export type MemberVerdict = 'allowed' | 'not-allowed' | 'last-owner';

/**
 * @param actor role of the one who acts
 * @param target role of the one it is done to; undefined for somebody who is not a member
 * @param owners how many owners the group has
 */
export const judgeMemberAction = (
  action: MemberAction,
  actor: Role,
  target: Role | undefined,
  owners: number,
): MemberVerdict => {
  switch (action.kind) {
    case 'add':
      return actor === 'owner' || (actor === 'admin' && action.role === 'member') ? 'allowed' : 'not-allowed';
    case 'change':
      return actor === 'owner' && target !== 'owner' ? 'allowed' : 'not-allowed';
    case 'remove':
      if (target === 'owner') return 'not-allowed';
      if (actor === 'owner') return 'allowed';
      // Removing somebody who is gone already is a repeated request.
      return actor === 'admin' && target !== 'admin' ? 'allowed' : 'not-allowed';
    case 'leave':
      return actor === 'owner' && owners < 2 ? 'last-owner' : 'allowed';
  }
};
