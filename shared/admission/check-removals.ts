import { OLD_DRAFT_PREFIX } from '../drafts/draft-key.ts';
import { mayWrite, permissionFor } from '../permissions/table.ts';
import { parseKey } from './keys.ts';
import { placeOfItem } from './live.ts';
import type { Proposal } from './proposal.ts';
import { Refused } from './refused.ts';

const checkRemoval = (proposal: Proposal, root: string, key: string | undefined): void => {
  const { context, written } = proposal;
  if (context.kind === 'account' && root.startsWith(OLD_DRAFT_PREFIX)) return;
  const permission = permissionFor(context.kind, root);
  if (permission === undefined || key === undefined) throw new Refused('unknown-root');
  if (permission.who === 'server') throw new Refused('server-only');
  // What is overwritten in the same update is not removed.
  if (permission.overwrite && written.has(`${root}/${key}`)) return;
  const parsed = parseKey(permission.key, key);
  if (parsed === undefined) throw new Refused('bad-key');
  switch (permission.remove) {
    case 'anyone':
      if (!mayWrite(permission, context.membership, key)) throw new Refused('not-allowed');
      return;
    case 'never':
      throw new Refused('not-allowed');
    case 'self':
      if (parsed.account === context.number || proposal.isGone(parsed.messageId)) return;
      throw new Refused('not-yours');
    case 'with-deletion':
      if (proposal.isGone(parsed.messageId)) return;
      throw new Refused('not-allowed');
  }
};

/** What the removals of an update touch. */
interface Removed {
  readonly roots: ReadonlySet<string>;
  /** Text that others can read disappears. */
  readonly purge: boolean;
}

/** Every removal must be allowed. */
export const checkRemovals = (proposal: Proposal): Removed => {
  const { cut, doc, entries, work } = proposal;
  const roots = new Set<string>();
  let purge = false;
  for (const { item } of cut.removals) {
    work.add();
    const place = placeOfItem(doc, item, work);
    if (place === undefined) throw new Refused('nested');
    checkRemoval(proposal, place.root, place.key);
    roots.add(place.root);
    purge ||= place.root !== 'reactions' && place.root !== 'votes';
  }
  for (const { id, root, key } of entries)
    if (proposal.removesNew(id)) {
      checkRemoval(proposal, root, key);
      roots.add(root);
    }
  return { roots, purge };
};
