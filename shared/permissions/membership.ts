import type { Role } from '../protocol/facts.ts';
import { DEFAULT_RIGHTS, type GroupRights } from './group-rights.ts';

/** Where somebody stands in a conversation: all that decides what they may do there. */
export interface Membership {
  readonly kind: 'direct' | 'group';
  readonly role: Role;
  /** What the group has decided; of no meaning in a direct conversation. */
  readonly rights: GroupRights;
}

/** Of the one who owns an account document, where conversations mean nothing. */
export const OWN_MEMBERSHIP: Membership = { kind: 'group', role: 'owner', rights: DEFAULT_RIGHTS };
