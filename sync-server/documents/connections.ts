import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { OpenDocument } from '../gate/line.ts';
import type { Identity } from './access.ts';
import { Denied } from './denied.ts';

/** One document open on one socket, with the session that opened it. */
export interface OpenConnection extends OpenDocument {
  readonly identity: Identity;
  /** Whether it may still be open; rejects with `Denied`. */
  readonly check: () => Promise<void>;
}

/** All documents that devices have open here, to close those whose account may no longer have them open. */
export const createConnections = () => {
  const open = new Set<OpenConnection>();

  return {
    add: (connection: OpenConnection): void => void open.add(connection),
    remove: (connection: OpenConnection): void => void open.delete(connection),
    count: (): number => open.size,
    sessions: (): ReadonlySet<string> =>
      new Set([...open].flatMap(({ identity }) => (identity.sessionId === undefined ? [] : [identity.sessionId]))),
    closeAll: (reason: Denied['reason']): void => {
      for (const connection of [...open]) connection.close(reason);
    },
    /** Checks every connection when it is unknown whose access has ended. */
    recheck: async (): Promise<void> => {
      for (const connection of [...open])
        await connection.check().catch((error: unknown) => {
          if (!(error instanceof Denied)) throw error;
          connection.close(error.reason);
        });
    },
    /** Checks some connections at once; one that cannot be checked is closed, and may be opened again when it can. */
    recheckSome: async (which: (connection: OpenConnection) => boolean): Promise<void> => {
      await Promise.all(
        [...open]
          .filter(which)
          .map((connection) =>
            connection
              .check()
              .catch((error: unknown) => connection.close(error instanceof Denied ? error.reason : 'unavailable')),
          ),
      );
    },
    /** The session was revoked or signed out. */
    closeSession: (sessionId: string): void => {
      for (const connection of [...open])
        if (connection.identity.sessionId === sessionId) connection.close('signed-out');
    },
    /** The account document has moved on to this generation. */
    closeGenerations: (userId: UserId, before: number): void => {
      for (const connection of [...open]) {
        const { address } = connection.access;
        if (address.kind === 'account' && address.userId === userId && address.generation < before)
          connection.close('no-such-document');
      }
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
