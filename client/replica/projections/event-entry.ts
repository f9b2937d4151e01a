import type { ChapterEvent } from '../../../shared/timeline/chapter-event.ts';
import type { EventEntry } from '../../channel/timeline-view.ts';
import type { TimelineRenderContext } from './timeline-render-context.ts';

export const toEventEntry = (
  { id, at, event }: ChapterEvent,
  { me, person }: Pick<TimelineRenderContext, 'me' | 'person'>,
): EventEntry => {
  const nameOf = (number: number) => (number === me ? undefined : person(number).name);
  return {
    kind: 'event',
    key: `event-${id}`,
    at,
    event,
    by: nameOf(event.by),
    who: 'who' in event ? nameOf(event.who) : undefined,
  };
};
