import type * as Y from 'yjs';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { Commands } from '../../channel/commands.ts';

/** How one person has arranged a conversation for themself, on all of their devices. */
export interface Arrangement {
  /** ms since 1970. undefined: not pinned. */
  readonly pinnedAt: number | undefined;
  /** The conversation's newest seq when it was put away: what is newer takes it out again. undefined: not archived. */
  readonly archivedAt: number | undefined;
  /** ms since 1970 by the server's clock; 0: not muted. */
  readonly mutedUntil: number;
  readonly mentionsOnly: boolean;
  /** The newest seq when it was marked as unread: what is read later takes the mark away. undefined: not marked. */
  readonly unreadAt: number | undefined;
}

export const NOT_ARRANGED: Arrangement = {
  pinnedAt: undefined,
  archivedAt: undefined,
  mutedUntil: 0,
  mentionsOnly: false,
  unreadAt: undefined,
};

/** One key for each property, so that devices that change different ones keep both. */
export const ARRANGEMENT_KEYS = ['pin', 'archive', 'mute', 'mentions-only', 'unread'] as const;
type ArrangementKey = (typeof ARRANGEMENT_KEYS)[number];

const keyOf = (property: ArrangementKey, id: ConversationId): string => `${property}/${id}`;

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

export const readArrangement = (preferences: Y.Map<unknown>, id: ConversationId): Arrangement => {
  const at = (property: ArrangementKey): unknown => preferences.get(keyOf(property, id));
  return {
    pinnedAt: count(at('pin')),
    archivedAt: count(at('archive')),
    mutedUntil: count(at('mute')) ?? 0,
    mentionsOnly: at('mentions-only') === true,
    unreadAt: count(at('unread')),
  };
};

type Wished = Omit<Commands['arrange']['in'], 'conversationId' | 'mutedUntil'> & {
  readonly mutedUntil?: number | undefined;
};

/**
 * Writes what is wished and leaves the rest. What already is so is not written again.
 * @param now ms since 1970 @param seq the conversation's newest
 */
export const writeArrangement = (
  preferences: Y.Map<unknown>,
  id: ConversationId,
  wished: Wished,
  now: number,
  seq: number,
): void => {
  const put = (property: ArrangementKey, value: number | true | undefined): void => {
    const key = keyOf(property, id);
    if (value !== undefined) preferences.set(key, value);
    else if (preferences.has(key)) preferences.delete(key);
  };
  const known = readArrangement(preferences, id);
  const { pinned, archived, mutedUntil, mentionsOnly, markedUnread } = wished;
  if (pinned !== undefined && pinned !== (known.pinnedAt !== undefined)) put('pin', pinned ? now : undefined);
  if (archived !== undefined) put('archive', archived ? seq : undefined);
  if (mutedUntil !== undefined && mutedUntil !== known.mutedUntil)
    put('mute', mutedUntil > now ? Math.floor(mutedUntil) : undefined);
  if (mentionsOnly !== undefined && mentionsOnly !== known.mentionsOnly)
    put('mentions-only', mentionsOnly ? true : undefined);
  if (markedUnread !== undefined) put('unread', markedUnread ? seq : undefined);
};
