import type { DocumentName } from '../../shared/document/name.ts';
import { parseUserId, type UserId } from '../../shared/ids/account.ts';
import type { CommitRequest } from '../../storage/ports/journal.ts';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** The same bytes as the feed carries them. */
export const carried = (text: string): string => Buffer.from(text).toString('base64');
export const text = (data: Uint8Array | undefined): string => new TextDecoder().decode(data);

export const userId = (name: string): UserId => {
  const id = parseUserId(name);
  if (id === undefined) throw new Error(`Not a user id: ${name}`);
  return id;
};

/** The server's own write to a document, with no facts behind it. */
export const plainWrite = (document: DocumentName, expectedVersion: number, update = 'update'): CommitRequest => ({
  document,
  expectedVersion,
  userId: undefined,
  conversationId: undefined,
  effects: undefined,
  purge: false,
  name: undefined,
  encode: () => [bytes(update)],
});
