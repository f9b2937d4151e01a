import { type DocumentName, parseDocumentName } from '../../shared/document/name.ts';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Locks } from './connection.ts';

/** The rows that stand for documents: whoever writes a document keeps its conversation or its account. */
export const locksOf = (names: readonly DocumentName[]): Locks => {
  const conversations = new Set<ConversationId>();
  const accounts = new Set<UserId>();
  for (const name of names) {
    const address = parseDocumentName(name);
    if (address === undefined) continue;
    if (address.kind === 'account') accounts.add(address.userId);
    else conversations.add(address.conversationId);
  }
  return { conversations: [...conversations], accounts: [...accounts] };
};
