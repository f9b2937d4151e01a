import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';

/** `post`: a webhook, which posts into one group and reads nothing. */
export type TokenAccess = 'read' | 'write' | 'post';

export interface ProgramToken {
  readonly id: string;
  readonly userId: UserId;
  readonly name: string;
  readonly access: TokenAccess;
  /** The group of a webhook. */
  readonly conversationId: ConversationId | undefined;
  /** Under which device number it writes. */
  readonly device: number;
  /** ms since 1970 */
  readonly createdAt: number;
  readonly usedAt: number | undefined;
  /** From then on it opens nothing; undefined: it does not end by itself. ms since 1970 */
  readonly expiresAt: number | undefined;
}

/** What programs sign in with. Tokens are given as their SHA-256, so nobody who reads the database can use one. */
export interface Programs {
  /** False, and nothing is stored: the account or the group has as many as it can have. */
  addToken(token: Omit<ProgramToken, 'usedAt'> & { readonly hash: Uint8Array }): Promise<boolean>;
  /** The token of an account that was not deleted. */
  tokenBy(hash: Uint8Array): Promise<ProgramToken | undefined>;
  token(id: string): Promise<ProgramToken | undefined>;
  /** An account's tokens, the oldest first. */
  tokensOf(userId: UserId): Promise<readonly ProgramToken[]>;
  /** The webhooks that are members of a group, the oldest first. */
  webhooksOf(id: ConversationId): Promise<readonly ProgramToken[]>;
  noteUse(id: string, at: number): Promise<void>;
  removeTokens(ids: readonly string[]): Promise<void>;
}
