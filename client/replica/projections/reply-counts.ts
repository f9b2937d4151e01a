import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type { MessageEntry } from '../../channel/timeline-view.ts';
import { isPastDue, type TimelineRenderContext } from './timeline-render-context.ts';

/** A reply to a reply belongs to the first message of both. */
const createRoots = (lookUp: TimelineRenderContext['lookUp']): ((message: ChapterMessage) => string | undefined) => {
  const roots = new Map<string, string>();
  return (message) => {
    const path: string[] = [];
    let root: string | undefined;
    let next = message.body?.reply;
    // Devices choose the ids: two messages may claim to reply to each other.
    while (next !== undefined && !path.includes(next.id)) {
      path.push(next.id);
      root = roots.get(next.id) ?? next.id;
      if (roots.has(next.id)) break;
      const parent = lookUp(next);
      next = typeof parent === 'object' ? parent.body?.reply : undefined;
    }
    if (root !== undefined) for (const id of path) roots.set(id, root);
    return root;
  };
};

/** Replies to each message of all open chapters. */
export const countReplies = (
  lists: Iterable<readonly ChapterMessage[]>,
  renderContext: Pick<TimelineRenderContext, 'me' | 'now' | 'unread' | 'lookUp' | 'isHidden' | 'removingAt'>,
): ReadonlyMap<string, NonNullable<MessageEntry['replies']>> => {
  const { me, now, unread, isHidden, removingAt } = renderContext;
  const rootOf = createRoots(renderContext.lookUp);
  const counts = new Map<string, { count: number; unread: number }>();
  const seen = new Set<string>();
  for (const messages of lists)
    for (const message of messages) {
      if (message.body?.reply === undefined || seen.has(message.id)) continue;
      // What others wrote counts once the server has it, as in the timeline.
      if (message.stamp === undefined && message.by !== me) continue;
      if (isPastDue(message, now) || isHidden(message) || removingAt(message) !== undefined) continue;
      seen.add(message.id);
      const root = rootOf(message);
      if (root === undefined) continue;
      const count = counts.get(root) ?? { count: 0, unread: 0 };
      const seq = message.stamp?.seq ?? 0;
      count.count++;
      if (message.by !== me && seq > unread.after && seq <= unread.upTo) count.unread++;
      counts.set(root, count);
    }
  return counts;
};
