import { DEFAULT_RIGHTS, type GroupRights } from '../../shared/permissions/group-rights.ts';
import type { Standing } from '../../shared/permissions/standing.ts';
import type { Role } from '../../shared/protocol/facts.ts';

/** Where somebody stands in a group that has decided nothing but this. */
export const groupAs = (role: Role, rights: Partial<GroupRights> = {}): Standing => ({
  kind: 'group',
  role,
  rights: { ...DEFAULT_RIGHTS, ...rights },
});
