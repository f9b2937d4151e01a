import { parseChapterNumber } from '../document/name.ts';
import { type ConversationId, parseConversationId } from '../ids/conversation.ts';
import { type MessageId, parseMessageId } from '../ids/ulid.ts';

/** Where a draft belongs: a conversation's new message, the edit of one message, or the thread of one. */
export type DraftPlace =
  | { readonly kind: 'new'; readonly conversationId: ConversationId }
  | { readonly kind: 'edit'; readonly conversationId: ConversationId; readonly messageId: MessageId }
  | {
      readonly kind: 'thread';
      readonly conversationId: ConversationId;
      readonly chapter: number;
      readonly messageId: MessageId;
    };

/** The place as keys name it: `conversation`, `conversation/message` or `conversation/chapter/message`. */
export const draftPlace = (place: DraftPlace): string => {
  switch (place.kind) {
    case 'new':
      return place.conversationId;
    case 'edit':
      return `${place.conversationId}/${place.messageId}`;
    case 'thread':
      return `${place.conversationId}/${place.chapter}/${place.messageId}`;
  }
};

export const parseDraftPlace = (text: string): DraftPlace | undefined => {
  const parts = text.split('/');
  const conversationId = parseConversationId(parts[0] ?? '');
  if (conversationId === undefined || parts.length > 3) return undefined;
  if (parts.length === 1) return { kind: 'new', conversationId };
  const messageId = parseMessageId(parts.at(-1) ?? '');
  if (messageId === undefined) return undefined;
  if (parts.length === 2) return { kind: 'edit', conversationId, messageId };
  const chapter = parseChapterNumber(parts[1]);
  return chapter === undefined ? undefined : { kind: 'thread', conversationId, chapter, messageId };
};

/** Key of the entry that one device has at a place. */
export const draftKey = (place: string, device: number): string => `${place}/${device}`;

/** Place and device of a key; undefined for anything that is not exactly one. */
export const parseDraftKey = (key: string): { readonly place: string; readonly device: number } | undefined => {
  const slash = key.lastIndexOf('/');
  const place = key.slice(0, Math.max(0, slash));
  const device = Number(key.slice(slash + 1));
  if (!Number.isSafeInteger(device) || device < 0 || draftKey(place, device) !== key) return undefined;
  return parseDraftPlace(place) === undefined ? undefined : { place, device };
};

/** Until protocol 3 a draft was a root text of the account document, named with this prefix and its place. */
export const OLD_DRAFT_PREFIX = 'draft:';

/** The place of a draft in the old form; undefined: the root is none. */
export const placeOfOldDraft = (root: string): string | undefined => {
  const place = root.startsWith(OLD_DRAFT_PREFIX) ? root.slice(OLD_DRAFT_PREFIX.length) : '';
  return parseDraftPlace(place) === undefined ? undefined : place;
};
