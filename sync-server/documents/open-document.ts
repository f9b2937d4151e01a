import type { UserId } from '../../shared/ids/account.ts';
import type { OpenDocument } from '../gate/line.ts';
import type { Documents, JoiningSocket } from '../hocuspocus/create-documents.ts';
import type { Log } from '../log.ts';
import type { createAccess, Identity } from './access.ts';
import type { Connections, OpenConnection } from './connections.ts';
import { Denied } from './denied.ts';
import type { HistoryCheck } from './history-check.ts';
import type { LastSeen } from './last-seen.ts';
import type { Memberships } from './memberships.ts';
import type { TypingRelay } from './typing-relay.ts';
import type { Unseen } from './unseen.ts';

export interface OpenDocumentDependencies {
  readonly documents: Pick<Documents, 'join'>;
  readonly access: ReturnType<typeof createAccess>;
  readonly memberships: Pick<Memberships, 'membershipOf'>;
  /** The generation of the account document. */
  readonly generationOf: (userId: UserId) => Promise<number | undefined>;
  readonly history: Pick<HistoryCheck, 'begun'>;
  readonly connections: Connections;
  readonly unseen: Pick<Unseen, 'came' | 'left' | 'by'>;
  readonly lastSeen: LastSeen;
  readonly typing: Pick<TypingRelay, 'hear'>;
  readonly log: Log;
}

/** The socket that a document is opened on. */
export interface OpeningSocket {
  readonly socket: JoiningSocket;
  readonly request: Request;
  /** Looks up the sender of an Auth frame. */
  readonly authenticate: (token: string) => Promise<Identity | undefined>;
  /** @returns false when the socket belongs to another account */
  readonly signIn: (userId: UserId) => boolean;
}

/**
 * Opens documents: checks the sender and the access, then connects, and tells others of the presence where they may know.
 */
export const createOpenDocument = (deps: OpenDocumentDependencies) => {
  const { memberships, unseen, lastSeen, typing, log } = deps;

  const asDenied = (name: string, error: unknown): Denied => {
    if (error instanceof Denied) return error;
    log.error('open-failed', { document: name, error });
    return new Denied('unavailable');
  };

  const check = async (
    opening: OpeningSocket,
    { access }: Pick<OpenDocument, 'access'>,
    token: string,
    epochs: number,
  ) => {
    const { address, userId } = access;
    if (epochs !== deps.history.begun()) throw new Denied('epoch-changed');
    // While the document was loading, the session or membership may have ended, or the account moved to a new generation.
    if ((await opening.authenticate(token))?.userId !== userId) throw new Denied('signed-out');
    if (address.kind === 'account') {
      if ((await deps.generationOf(userId)) !== address.generation) throw new Denied('no-such-document');
    } else {
      const member = await memberships.membershipOf(address.conversationId, userId);
      if (member === undefined) throw new Denied('not-a-member');
      if (address.kind === 'chapter' && address.chapter < member.from) throw new Denied('no-such-document');
    }
    if (!opening.socket.isOpen) throw new Denied('unavailable');
  };

  return async (opening: OpeningSocket, name: string, token: string, onClosed: () => void): Promise<OpenDocument> => {
    try {
      const epochs = deps.history.begun();
      const identity = await opening.authenticate(token);
      if (identity !== undefined && !opening.signIn(identity.userId)) throw new Denied('signed-out');
      const granted = await deps.access(name, token, identity);
      if (identity === undefined) throw new Denied('signed-out');
      const { address, userId, number, readOnly } = granted;
      // Read-only programs have no presence.
      const isSeen = address.kind === 'account' && !readOnly;
      let connection: OpenConnection | undefined;
      const leave = (): void => {
        if (connection !== undefined) deps.connections.remove(connection);
        unseen.left(userId);
        if (isSeen) lastSeen.left(userId);
        else if (address.kind === 'conversation') typing.hear(address.conversationId, { userId, number }, false);
        onClosed();
      };
      await unseen.came(userId);
      if (isSeen) lastSeen.came(userId);
      const isStillAllowed = (): Promise<void> => check(opening, { access: granted }, token, epochs);
      try {
        const opened = await deps.documents.join({
          name,
          socket: opening.socket,
          request: opening.request,
          access: granted,
          hidden: () => unseen.by(userId),
          check: isStillAllowed,
          onClosed: leave,
        });
        connection = { ...opened, identity, check: isStillAllowed };
        deps.connections.add(connection);
        return connection;
      } catch (error) {
        leave();
        throw error;
      }
    } catch (error) {
      throw asDenied(name, error);
    }
  };
};
