import { DEFAULT_RIGHTS, type GroupRights } from '../../shared/permissions/group-rights.ts';
import type { Membership } from '../../shared/permissions/membership.ts';
import type { Role } from '../../shared/protocol/facts.ts';

/** Where somebody stands in a group that has decided nothing but this. */
export const groupAs = (role: Role, rights: Partial<GroupRights> = {}): Membership => ({
  kind: 'group',
  role,
  rights: { ...DEFAULT_RIGHTS, ...rights },
});
