import * as v from 'valibot';
import { sealedSize } from '../../shared/files/sealed-file.ts';
import { BLOB_ROOM } from '../../shared/protocol/blobs.ts';
import { request } from '../http/request.ts';

/** What the server takes, in bytes of files as people see them. */
export interface ServerRoom {
  readonly largest: number;
  readonly left: number;
}

/** Sealing adds so much, never more. */
const plain = (bytes: number): number => Math.max(0, bytes - (sealedSize(bytes) - bytes));

/** undefined without a connection: then the upload finds out. */
export const askRoom = async (): Promise<ServerRoom | undefined> => {
  if (!navigator.onLine) return undefined;
  const answer = await request('GET', '/api/blobs');
  const room = answer.ok ? v.safeParse(BLOB_ROOM, answer.value) : undefined;
  if (room?.success !== true) return undefined;
  const { largest, used, quota } = room.output;
  return { largest: plain(largest), left: plain(Math.max(0, quota - used)) };
};
