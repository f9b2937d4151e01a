import type { beforeSyncPayload, Connection } from '@hocuspocus/server';
import type { ServerMessage } from '../../shared/protocol/messages.ts';
import type { Refusal } from '../../shared/protocol/refusal.ts';
import { SYNC } from '../../shared/protocol/wire.ts';
import { Denied } from './denied.ts';

/** A v1 update with one struct of a client id no account can have: never applied, never contained in a document. */
const FOREIGN = Uint8Array.of(1, 1, 99, 0, 0, 1, 0);

/** Connections whose frame in hand was refused; they are read-only until that frame is done. */
const refused = new WeakSet<Connection>();

/**
 * Refuses one frame and leaves the connection open: the reason goes as a stateless message, then Hocuspocus answers
 * SyncStatus 0 itself, because the connection is read-only while it handles this frame.
 */
export const refuseFrame = (
  { connection, type, payload }: Pick<beforeSyncPayload, 'connection' | 'type' | 'payload'>,
  refusal: Refusal,
): void => {
  connection.sendStateless(JSON.stringify({ type: 'refused', ...refusal } satisfies ServerMessage));
  connection.readOnly = true;
  refused.add(connection);
  if (type !== SYNC.step2) return;
  // Read-only Hocuspocus acks a SyncStep2 it holds already, and throws on a malformed one: give it one it does not hold.
  if (payload.byteLength < FOREIGN.byteLength) throw new Denied('refused');
  payload.fill(0);
  payload.set(FOREIGN);
};

/** Call after each frame. */
export const endRefusal = (connection: Connection): void => {
  if (refused.delete(connection)) connection.readOnly = false;
};
