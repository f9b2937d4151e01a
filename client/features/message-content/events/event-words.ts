import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import type { Role } from '../../../../shared/protocol/facts.ts';
import type { EventEntry } from '../../../channel/timeline-view.ts';

type Event = EventEntry['event'];
const DAY = 86_400;

const disappearing = (seconds: number, by: string | undefined): string => {
  if (seconds === 0) return by === undefined ? t('event.disappear.off.own') : t('event.disappear.off', { by });
  const count = Math.round(seconds / DAY);
  return by === undefined ? t('event.disappear.own', { count }) : t('event.disappear', { by, count });
};

const role = (name: Role, by: string | undefined, who: string | undefined): string => {
  if (by === undefined) return who === undefined ? t(`event.role.${name}.self`) : t(`event.role.${name}.own`, { who });
  return who === undefined ? t(`event.role.${name}.you`, { by }) : t(`event.role.${name}`, { by, who });
};

const right = ({ right, circle }: Extract<Event, { kind: 'right' }>, by: string | undefined): string =>
  by === undefined ? t(`event.right.${right}.${circle}.own`) : t(`event.right.${right}.${circle}`, { by });

/** One line on what happened; a missing name means the reader. */
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
      if (by === undefined) return who === undefined ? t('event.added.self') : t('event.added.own', { who });
      return who === undefined ? t('event.added.you', { by }) : t('event.added', { by, who });
    case 'removed':
      if (by === undefined) return who === undefined ? t('event.removed.self') : t('event.removed.own', { who });
      return who === undefined ? t('event.removed.you', { by }) : t('event.removed', { by, who });
    case 'renamed':
      return by === undefined
        ? t('event.renamed.own', { name: event.name })
        : t('event.renamed', { by, name: event.name });
    case 'owner':
      if (by === undefined) return who === undefined ? t('event.owner.self') : t('event.owner.own', { who });
      return who === undefined ? t('event.owner.you', { by }) : t('event.owner', { by, who });
    case 'picture':
      return by === undefined ? t('event.picture.own') : t('event.picture', { by });
    case 'right':
      return right(event, by);
    case 'history':
      return by === undefined ? t(`event.history.${event.history}.own`) : t(`event.history.${event.history}`, { by });
    case 'role':
      return role(event.role, by, who);
    case 'disappear':
      return disappearing(event.seconds, by);
  }
};
