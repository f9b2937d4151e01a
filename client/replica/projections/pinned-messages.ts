import type * as Y from 'yjs';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { parsePinKey } from '../../../shared/permissions/table.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type { PinnedMessage } from '../../channel/timeline-view.ts';
import type { TimelineRenderContext } from './timeline-render-context.ts';

/** Latest pin first, without messages that are gone or must not be shown. */
export const pinnedMessages = (
  pins: Y.Map<unknown>,
  {
    lookUp,
    person,
    isGone,
  }: Pick<TimelineRenderContext, 'lookUp' | 'person'> & { isGone: (one: ChapterMessage) => boolean },
): readonly PinnedMessage[] => {
  const all: PinnedMessage[] = [];
  for (const [key, at] of pins) {
    const place = parsePinKey(key);
    if (place === undefined || typeof at !== 'number' || !Number.isSafeInteger(at)) continue;
    const found = lookUp(place);
    if (found === 'deleted' || (found !== undefined && isGone(found))) continue;
    all.push({
      chapter: place.chapter,
      messageId: place.id as MessageId,
      at,
      author: found === undefined ? '' : person(found.by).name,
      text: found?.text,
      ...(found?.unopened === undefined ? {} : { unopened: found.unopened }),
    });
  }
  return all.sort((a, b) => b.at - a.at || (a.messageId < b.messageId ? 1 : -1));
};
