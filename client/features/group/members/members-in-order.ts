import type { MemberRow } from '../../../channel/conversation-view.ts';
import { matches } from '../../conversation-list/row-title.ts';

const RANK = { owner: 0, admin: 1, member: 2 } as const;

/** Members by role, then by name; only those whose name has the words of `query`. */
export const membersInOrder = (members: readonly MemberRow[], query: string): readonly MemberRow[] => {
  const wanted = query.trim();
  return members
    .filter(({ name }) => wanted === '' || matches(name, wanted))
    .sort((a, b) => RANK[a.role] - RANK[b.role] || a.name.localeCompare(b.name) || a.number - b.number);
};
