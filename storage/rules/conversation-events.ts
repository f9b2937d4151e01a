import type { DocumentFacts } from '../../shared/admission/document-facts.ts';
import type { ConversationEvent } from '../../shared/document/chapter.ts';
import { parseRights, RIGHT_NAMES } from '../../shared/permissions/group-rights.ts';
import type { ConversationRow } from './commit-facts.ts';

type Before = Pick<ConversationRow, 'title' | 'disappear' | 'picture' | 'history' | 'rights'>;

/** The events that tell what an update of a conversation's document changes, in the order of the timeline. */
export const conversationEvents = (
  before: Before,
  { name, disappear, picture, history, rights = {} }: DocumentFacts,
  by: number,
): ConversationEvent[] => {
  const events: ConversationEvent[] = [];
  if (name !== undefined && name !== before.title) events.push({ kind: 'renamed', by, name });
  if (disappear !== undefined && disappear !== before.disappear)
    events.push({ kind: 'disappear', by, seconds: disappear });
  if (picture !== undefined && picture !== (before.picture ?? '')) events.push({ kind: 'picture', by });
  if (history !== undefined && history !== before.history) events.push({ kind: 'history', by, history });
  const rightsBefore = parseRights(JSON.parse(before.rights));
  for (const right of RIGHT_NAMES) {
    const audience = rights[right];
    if (audience !== undefined && audience !== rightsBefore[right])
      events.push({ kind: 'right', by, right, circle: audience });
  }
  return events;
};
