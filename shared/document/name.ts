import { type Brand, parseUserId, type UserId } from '../ids/account.ts';
import { type ConversationId, parseConversationId } from '../ids/conversation.ts';
import { LIMITS } from '../protocol/limits.ts';

export type DocumentName = Brand<string, 'DocumentName'>;

export type DocumentAddress =
  | { readonly kind: 'account'; readonly userId: UserId; readonly generation: number }
  | { readonly kind: 'conversation'; readonly conversationId: ConversationId }
  | { readonly kind: 'chapter'; readonly conversationId: ConversationId; readonly chapter: number };

export const accountDocument = (userId: UserId, generation: number): DocumentName =>
  `account/${userId}/${generation}` as DocumentName;
export const conversationDocument = (id: ConversationId): DocumentName => `conversation/${id}` as DocumentName;
export const chapterDocument = (id: ConversationId, chapter: number): DocumentName =>
  `conversation/${id}/${chapter}` as DocumentName;

/** A number as names and keys carry it: without leading zeros, up to the highest chapter there can be. */
export const parseChapterNumber = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^(0|[1-9][0-9]{0,6})$/.test(text)) return undefined;
  const value = Number(text);
  return value <= LIMITS.chapterNumber ? value : undefined;
};

const readAddress = (name: string): DocumentAddress | undefined => {
  const parts = name.split('/');
  if (parts[0] === 'account' && parts.length === 3) {
    const userId = parseUserId(parts[1] ?? '');
    const generation = parseChapterNumber(parts[2]);
    return userId === undefined || generation === undefined ? undefined : { kind: 'account', userId, generation };
  }
  if (parts[0] !== 'conversation' || parts.length > 3) return undefined;
  const conversationId = parseConversationId(parts[1] ?? '');
  if (conversationId === undefined) return undefined;
  if (parts.length === 2) return { kind: 'conversation', conversationId };
  const chapter = parseChapterNumber(parts[2]);
  return chapter === undefined ? undefined : { kind: 'chapter', conversationId, chapter };
};

/** Addresses that were read lately: the same few names are parsed again with every change. */
const addresses = new Map<string, DocumentAddress>();
const MOST_ADDRESSES = 1_000;

/** What a document name addresses; undefined for anything that is not exactly one of the three shapes. */
export const parseDocumentName = (name: string): DocumentAddress | undefined => {
  const known = addresses.get(name);
  if (known !== undefined) return known;
  const address = readAddress(name);
  if (address === undefined) return undefined;
  if (addresses.size >= MOST_ADDRESSES) addresses.clear();
  addresses.set(name, address);
  return address;
};
