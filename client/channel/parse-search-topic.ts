import * as v from 'valibot';
import { type ConversationId, parseConversationId } from '../../shared/ids/conversation.ts';
import { QUERY_LENGTH } from '../../shared/search/parse-query.ts';
import { HAS, type SearchQuery } from './search-view.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const SEARCH_QUERY = v.strictObject({
  words: v.pipe(v.string(), v.maxLength(QUERY_LENGTH)),
  in: v.optional(v.custom<ConversationId>((id) => typeof id === 'string' && parseConversationId(id) !== undefined)),
  by: v.optional(count),
  after: v.optional(count),
  before: v.optional(count),
  has: v.optional(v.picklist(HAS)),
  mentions: v.optional(v.literal(true)),
  most: v.pipe(count, v.maxValue(1_000)),
  fetch: v.optional(v.literal(true)),
});

/** undefined for anything that is no search. Never throws. */
export const parseSearchTopic = (topic: string): SearchQuery | undefined => {
  if (!topic.startsWith('search/')) return undefined;
  try {
    const parsed = v.safeParse(SEARCH_QUERY, JSON.parse(topic.slice('search/'.length)));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
};
