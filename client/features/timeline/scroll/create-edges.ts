import type { TimelineEntry } from '../../../channel/timeline-view.ts';
import type { Rows } from '../../../primitives/virtual-rows/create-rows.ts';
import type { Timeline } from '../../topics/create-topic.ts';

/** Rows are asked for when fewer views than these are left in a direction, and at least so many pixels. */
const VIEWS_LEFT = 3;
const LEAST_LEFT = 2_500;

/** Loads more rows when an edge of what is loaded comes near. */
export interface Edges {
  readonly ask: () => void;
  /** A jump is on its way: edges wait for it. Answers what it answered. */
  readonly during: <T>(jump: Promise<T>) => Promise<T>;
}

export const createEdges = (
  timeline: Timeline,
  commands: { readonly loadOlder: () => Promise<unknown>; readonly loadNewer: () => Promise<unknown> },
  rows: Pick<Rows<TimelineEntry>, 'layout' | 'topOf' | 'viewHeight'>,
): Edges => {
  let jumps = 0;
  const asked = { older: false, newer: false };

  const askAt = (edge: 'older' | 'newer', left: number): void => {
    const { info } = timeline;
    const has = edge === 'older' ? info.hasOlder && !info.olderUnavailable : info.hasNewer;
    const loading = edge === 'older' ? info.loadingOlder : info.loadingNewer;
    if (!has || loading || asked[edge] || jumps > 0) return;
    if (left > Math.max(LEAST_LEFT, VIEWS_LEFT * rows.viewHeight())) return;
    asked[edge] = true;
    void (edge === 'older' ? commands.loadOlder() : commands.loadNewer()).finally(() => {
      asked[edge] = false;
    });
  };

  return {
    ask: () => {
      askAt('older', -rows.topOf(0));
      askAt('newer', rows.topOf(rows.layout.count()) - rows.viewHeight());
    },
    during: async (jump) => {
      jumps++;
      try {
        return await jump;
      } finally {
        jumps--;
      }
    },
  };
};
