import type { CommitRequest } from '../ports/journal.ts';
import { parseRanges } from '../rules/chapter-ranges.ts';
import {
  blobKey,
  type ChapterRow,
  type CommitFacts,
  type ConversationRow,
  type DocumentRow,
  type MemberRow,
  type MessageRow,
  messageKey,
  pairKey,
} from '../rules/commit-facts.ts';
import { blobAccess } from './blobs.ts';
import type { AskedIds } from './commit-inputs.ts';
import type { CommitHead, FIRST_READS, FURTHER_READS } from './commit-reads.ts';
import { headOf } from './head-columns.ts';
import type { RowsOf } from './statements.ts';

type First = RowsOf<typeof FIRST_READS>;
type Further = RowsOf<typeof FURTHER_READS>;
/** Facts while they are being collected. */
type Open<K extends keyof CommitFacts> = CommitFacts[K] extends ReadonlyMap<infer A, infer B> ? Map<A, B> : never;

const conversationOf = (row: CommitHead): ConversationRow => ({
  id: row.id,
  title: row.title,
  seq: row.seq,
  stampedAt: row.stamped_at,
  version: row.version,
  newestChapter: row.newest_chapter,
  disappear: row.disappear,
  isLarge: row.large === 1,
  unanswered: row.unanswered,
  isUnheard: row.unheard === 1,
  picture: row.picture,
  rights: row.rights,
  history: row.history,
  isDeleted: row.deleted_at !== null,
  head: headOf(row),
});

const documentOf = (row: CommitHead, name: DocumentRow['name']): DocumentRow | undefined =>
  row.document === null
    ? undefined
    : {
        id: row.document,
        name,
        version: row.document_version ?? 0,
        tail: row.tail ?? 0,
        purgeAt: row.purge_at ?? 0,
      };

const chapterOf = (row: CommitHead): ChapterRow | undefined =>
  row.ranges === null
    ? undefined
    : {
        version: row.chapter_version ?? 0,
        isFull: row.full === 1,
        isClosed: row.closed === 1,
        ranges: parseRanges(row.ranges),
      };

const writerOf = (row: CommitHead): MemberRow | undefined =>
  row.account === null || row.role === null
    ? undefined
    : {
        account: row.account,
        role: row.role,
        fromChapter: row.from_chapter ?? 0,
        askedBy: row.asked_by,
        delivered: row.delivered ?? 0,
        read: row.read ?? 0,
      };

const put = <K, V>(map: Map<K, V>, key: K, value: V | undefined): void => {
  if (value !== undefined) map.set(key, value);
};

/** The rows of a conversation, a document, a chapter and a writer for each request. */
const factsOfHeads = (requests: readonly CommitRequest[], { heads, documents: named }: First) => {
  const documents: Open<'documents'> = new Map();
  const conversations: Open<'conversations'> = new Map();
  const accounts: Open<'accounts'> = new Map();
  const members: Open<'members'> = new Map();
  const chapters: Open<'chapters'> = new Map();
  for (const head of heads) {
    const request = requests[head.place];
    if (request === undefined) continue;
    const { document, userId } = request;
    const [, id, chapter] = document.split('/');
    put(documents, document, documentOf(head, document));
    conversations.set(id as Parameters<typeof conversations.set>[0], conversationOf(head));
    if (userId !== undefined && head.account !== null) {
      accounts.set(userId, head.account);
      put(members, pairKey(head.id, head.account), writerOf(head));
    }
    if (chapter !== undefined) put(chapters, pairKey(head.id, Number(chapter)), chapterOf(head));
  }
  for (const { place, id, name, version, tail, purge_at, account } of named) {
    if (id !== null) documents.set(name, { id, name, version: version ?? 0, tail: tail ?? 0, purgeAt: purge_at ?? 0 });
    const userId = requests[place]?.userId;
    if (userId !== undefined && account !== null) accounts.set(userId, account);
  }
  return { documents, conversations, accounts, members, chapters };
};

const messagesOf = (rows: Further['messages'], ids: AskedIds): Open<'messages'> => {
  const messages: Open<'messages'> = new Map();
  for (const { place, seq, chapter, author, deleted } of rows) {
    const asked = ids[place];
    if (asked === undefined) continue;
    const row: MessageRow = { seq, chapter, author: author ?? 0, isDeleted: deleted === 1 };
    messages.set(messageKey(asked.conversation, asked.id), row);
  }
  return messages;
};

/** Rows by two keys, the second within the first. */
const nest = <R, V>(
  rows: readonly R[],
  entry: (row: R) => readonly [number, number, V],
): Map<number, Map<number, V>> => {
  const nested = new Map<number, Map<number, V>>();
  for (const row of rows) {
    const [outer, inner, value] = entry(row);
    const known = nested.get(outer);
    if (known === undefined) nested.set(outer, new Map([[inner, value]]));
    else known.set(inner, value);
  }
  return nested;
};

const list = <R>(rows: readonly R[], entry: (row: R) => readonly [string, number]): Map<string, number[]> => {
  const lists = new Map<string, number[]>();
  for (const row of rows) {
    const [key, value] = entry(row);
    lists.set(key, [...(lists.get(key) ?? []), value]);
  }
  return lists;
};

/** The facts of a batch, from the rows of both rounds of reads. */
export const commitFacts = (
  requests: readonly CommitRequest[],
  first: First,
  further: Further,
  ids: AskedIds,
): CommitFacts => {
  const facts = factsOfHeads(requests, first);
  for (const row of further.members)
    facts.members.set(pairKey(row.conversation, row.account), {
      account: row.account,
      role: row.role,
      fromChapter: row.from_chapter,
      askedBy: row.asked_by,
      delivered: row.delivered,
      read: row.read,
    });
  return {
    ...facts,
    messages: messagesOf(further.messages, ids),
    blobs: new Map(
      further.blobs.map((row) => [blobKey(row.id, row.account), { number: row.number, ...blobAccess(row) }]),
    ),
    pendingEvents: new Set(first.events.map(({ id }) => id)),
    audiences: nest(further.audiences, (row) => [row.conversation, row.account, row.asked_by]),
    shown: new Map(further.shown.map(({ writer, target, acts }) => [pairKey(writer, target), acts])),
    blockers: list(further.blockers, (row) => [pairKey(row.conversation, row.author), row.account]),
    blocked: new Map(
      [...nest(further.blocked, (row) => [row.author, row.account, true])].map(([author, accounts]) => [
        author,
        [...accounts.keys()],
      ]),
    ),
    keptHeads: nest(further.keptHeads, (row) => [row.conversation, row.account, headOf(row)]),
  };
};
