import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import type { EventEntry } from '../../../channel/projections.ts';

type Event = EventEntry['event'];
const DAY = 86_400;

const disappearing = (seconds: number, by: string | undefined): string => {
  if (seconds === 0) return by === undefined ? t('event.disappear.off.own') : t('event.disappear.off', { by });
  const time = t('event.days', { count: Math.round(seconds / DAY) });
  return by === undefined ? t('event.disappear.own', { time }) : t('event.disappear', { by, time });
};

const role = (event: Extract<Event, { kind: 'role' }>, by: string | undefined, who: string | undefined): string => {
  const words = t(`event.role.${event.role}`);
  if (by === undefined)
    return who === undefined ? t('event.role.self', { role: words }) : t('event.role.own', { who, role: words });
  return who === undefined ? t('event.role.you', { by, role: words }) : t('event.role', { by, who, role: words });
};

const right = (event: Extract<Event, { kind: 'right' }>, by: string | undefined): string => {
  const [what, whom] = [t(`event.right.${event.right}`), t(`event.circle.${event.circle}`)];
  return by === undefined ? t('event.right.own', { what, whom }) : t('event.right', { by, what, whom });
};

/** One line on what happened. A missing name is the reader. */
export const eventWords = ({ event, by, who }: Pick<EventEntry, 'event' | 'by' | 'who'>): string => {
  switch (event.kind) {
    case 'created':
      return by === undefined
        ? t('event.created.own', { name: event.name })
        : t('event.created', { by, name: event.name });
    case 'joined':
      return by === undefined ? t('event.joined.own') : t('event.joined', { by });
    case 'left':
      return by === undefined ? t('event.left.own') : t('event.left', { by });
    case 'added':
      if (by === undefined) return t('event.added.own', { who: who ?? t('event.yourself') });
      return who === undefined ? t('event.added.you', { by }) : t('event.added', { by, who });
    case 'removed':
      if (by === undefined) return t('event.removed.own', { who: who ?? t('event.yourself') });
      return who === undefined ? t('event.removed.you', { by }) : t('event.removed', { by, who });
    case 'renamed':
      return by === undefined
        ? t('event.renamed.own', { name: event.name })
        : t('event.renamed', { by, name: event.name });
    case 'owner':
      if (by === undefined) return t('event.owner.own', { who: who ?? t('event.yourself') });
      return who === undefined ? t('event.owner.you', { by }) : t('event.owner', { by, who });
    case 'picture':
      return by === undefined ? t('event.picture.own') : t('event.picture', { by });
    case 'right':
      return right(event, by);
    case 'history':
      return by === undefined ? t(`event.history.${event.history}.own`) : t(`event.history.${event.history}`, { by });
    case 'role':
      return role(event, by, who);
    case 'disappear':
      return disappearing(event.seconds, by);
  }
};
