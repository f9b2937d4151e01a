import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { OpenDocument } from '../gate/line.ts';
import type { Identity } from './access.ts';
import type { Denied } from './denied.ts';

/** One document open on one socket, with the session it was opened by. */
export interface OpenConnection extends OpenDocument {
  readonly identity: Identity;
}

/** All documents that devices have open here, to close those whose right has ended. */
export const createConnections = () => {
  const open = new Set<OpenConnection>();

  return {
    add: (connection: OpenConnection): void => void open.add(connection),
    remove: (connection: OpenConnection): void => void open.delete(connection),
    sessions: (): ReadonlySet<string> =>
      new Set([...open].flatMap(({ identity }) => (identity.sessionId === undefined ? [] : [identity.sessionId]))),
    closeAll: (reason: Denied['reason']): void => {
      for (const connection of [...open]) connection.close(reason);
    },
    /** Session revoked or signed out. */
    closeSession: (sessionId: string): void => {
      for (const connection of [...open])
        if (connection.identity.sessionId === sessionId) connection.close('signed-out');
    },
    /** Removed from a conversation; without an account: everybody. */
    closeConversation: (id: ConversationId, userId?: UserId): void => {
      for (const connection of [...open]) {
        const { address, userId: theirs } = connection.access;
        if (address.kind === 'account' || address.conversationId !== id) continue;
        if (userId === undefined || theirs === userId) connection.close('not-a-member');
      }
    },
  };
};
export type Connections = ReturnType<typeof createConnections>;
