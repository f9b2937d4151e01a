import type { TimelineInfo } from './timeline-view.ts';

/** The state of a timeline of which nothing is known yet. */
export const NO_TIMELINE: TimelineInfo = {
  hasOlder: false,
  loadingOlder: false,
  hasNewer: false,
  loadingNewer: false,
  olderUnavailable: false,
  ready: false,
  newestSeq: 0,
};
