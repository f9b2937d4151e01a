import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type { Directory } from '../directory.ts';
import type { LiveDocument } from '../documents/live-document.ts';
import type { TimelineSituation } from './timeline-entries.ts';

export interface SituationWorld {
  readonly directory: Directory;
  readonly me: number;
  readonly dayOf: (at: number) => number;
  readonly here: (live: LiveDocument, message: ChapterMessage) => 'pending' | 'saved' | 'not-saved' | 'not-sent';
}

/** What rows of a timeline need to know beside its messages. @param chapter an open chapter */
export const situationOf = (
  world: SituationWorld,
  id: ConversationId,
  chapter: (number: number) => LiveDocument | undefined,
  unread: TimelineSituation['unread'],
): TimelineSituation => {
  const { directory, me, dayOf } = world;
  const known = directory.get(id);
  return {
    me,
    person: directory.person,
    kind: known?.kind === 'group' ? 'group' : 'direct',
    role: known?.role ?? 'member',
    writable: known?.state === 'ready' || known?.state === 'waiting',
    marks: known?.marks ?? { delivered: 0, read: 0 },
    here: (message) => {
      const live = chapter(message.chapter);
      return live === undefined ? 'saved' : world.here(live, message);
    },
    unread,
    dayOf,
  };
};
