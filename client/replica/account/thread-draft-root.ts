import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import { DRAFT_PREFIX } from '../../../shared/permissions/table.ts';
import type { MessageRef } from '../../channel/commands.ts';

/** The root text of an answer begun in the field of a thread. */
export const threadDraftRoot = (id: ConversationId, { chapter, messageId }: MessageRef): string =>
  `${DRAFT_PREFIX}${id}/${chapter}/${messageId}`;

/** The conversation to whose thread such a root belongs; undefined: it is the draft of something else. */
export const threadOfDraftRoot = (root: string): ConversationId | undefined => {
  if (!root.startsWith(DRAFT_PREFIX)) return undefined;
  const parts = root.slice(DRAFT_PREFIX.length).split('/');
  return parts.length === 3 ? parseConversationId(parts[0] ?? '') : undefined;
};
