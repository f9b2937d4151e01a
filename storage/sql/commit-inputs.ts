import { accountDocument, parseDocumentName } from '../../shared/document/name.ts';
import type { BlobId } from '../../shared/ids/blob.ts';
import type { EditId, MessageId } from '../../shared/ids/ulid.ts';
import type { CommitRequest } from '../ports/journal.ts';
import { blobKey, pairKey } from '../rules/commit-facts.ts';
import { ulidToBytes } from '../ulid-bytes.ts';
import type { CommitHead, FIRST_READS, FURTHER_READS } from './commit-reads.ts';
import type { InputsOf, RowsOf } from './statements.ts';

type First = RowsOf<typeof FIRST_READS>;

export const firstInputs = (requests: readonly CommitRequest[]): InputsOf<typeof FIRST_READS> => {
  const heads: [number, string, string, number | null, string | null][] = [];
  const documents: [number, string, string | null][] = [];
  const events: [string][] = [];
  for (const [place, { document, userId = null, settles = [], follows }] of requests.entries()) {
    const address = parseDocumentName(document);
    if (address === undefined) throw new Error(`Not the name of a document: ${document}`);
    if (address.kind === 'account') {
      const next = accountDocument(address.userId, address.generation + 1);
      documents.push([place, document, userId], [place, next, null]);
      if (follows !== undefined) documents.push([place, follows.document, null]);
    } else
      heads.push([
        place,
        address.conversationId,
        document,
        address.kind === 'chapter' ? address.chapter : null,
        userId,
      ]);
    for (const id of settles) events.push([id]);
  }
  return { heads, documents, events };
};

/** Calls `add` with each id that a request introduces or names. */
const eachId = ({ effects }: CommitRequest, add: (id: MessageId | EditId) => void): void => {
  if (effects === undefined) return;
  for (const { id } of effects.messages) add(id);
  for (const { id, messageId } of effects.edits) {
    add(id);
    add(messageId);
  }
  for (const list of [effects.dead, effects.deletions, effects.vanished]) if (list !== undefined) list.forEach(add);
};

/** An id to look for, by its place among the inputs. */
export type AskedIds = readonly { readonly conversation: number; readonly id: MessageId | EditId }[];

export const furtherInputs = (
  requests: readonly CommitRequest[],
  { heads }: First,
): { readonly inputs: InputsOf<typeof FURTHER_READS>; readonly ids: AskedIds } => {
  const ids: { conversation: number; id: MessageId | EditId }[] = [];
  const messages: [number, number, Uint8Array][] = [];
  const blobs = new Map<string, [BlobId, number]>();
  const members = new Map<string, [number, number]>();
  const audiences = new Map<number, [number]>();
  const shown = new Map<string, [number, number]>();
  const blockers = new Map<string, [number, number]>();
  const blocked = new Map<number, [number]>();
  const keptHeads = new Map<number, [number]>();

  const addAuthor = (head: CommitHead, author: number): void => {
    const key = pairKey(head.id, author);
    const isWriter = author === head.account;
    if (!isWriter) members.set(key, [head.id, author]);
    if (!isWriter || head.is_blocked === 1) blockers.set(key, [head.id, author]);
    if (!isWriter || head.is_blocking === 1) blocked.set(author, [author]);
  };
  const addMentioned = (head: CommitHead, accounts: readonly number[] = []): void => {
    for (const account of accounts) members.set(pairKey(head.id, account), [head.id, account]);
  };

  for (const head of heads) {
    const request = requests[head.place];
    if (request === undefined) continue;
    eachId(request, (id) => {
      messages.push([ids.length, head.id, ulidToBytes(id)]);
      ids.push({ conversation: head.id, id });
    });
    if (head.unheard === 1 || head.asked_by !== null) audiences.set(head.id, [head.id]);
    if (head.account !== null && (head.unheard === 1 || head.unanswered !== null))
      shown.set(pairKey(head.id, head.account), [head.id, head.account]);
    if (head.keeps_heads === 1) keptHeads.set(head.id, [head.id]);
    let last: number | undefined;
    for (const { author, mentions, blobs: named } of request.effects?.messages ?? []) {
      for (const id of named ?? []) blobs.set(blobKey(id, author), [id, author]);
      if (author !== last) addAuthor(head, author);
      last = author;
      addMentioned(head, mentions);
    }
    for (const { mentions } of request.effects?.edits ?? []) addMentioned(head, mentions);
  }
  return {
    ids,
    inputs: {
      messages,
      blobs: [...blobs.values()],
      members: [...members.values()],
      audiences: [...audiences.values()],
      shown: [...shown.values()],
      blockers: [...blockers.values()],
      blocked: [...blocked.values()],
      keptHeads: [...keptHeads.values()],
    },
  };
};
