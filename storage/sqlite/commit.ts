import type { DatabaseSync } from 'node:sqlite';
import { type DocumentAddress, parseDocumentName } from '../../shared/document/name.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { parseRights } from '../../shared/permissions/group-rights.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { RIGHT_NAMES } from '../../shared/protocol/rights.ts';
import type { CommitRequest, CommitResult, Stamping } from '../ports.ts';
import { createChapterDirectory, mayHold } from './chapter-directory.ts';
import type { TakeChange } from './connection.ts';
import { type ConversationRow, createConversationRows } from './conversation-rows.ts';
import { headAfter } from './head.ts';
import { createKeptHeads } from './kept-heads.ts';
import { createMessageRows } from './message-rows.ts';
import type { PendingEvents } from './pending-events.ts';
import { createReceiptLog } from './receipt-log.ts';
import { prepare } from './statement.ts';
import { countShown, createStrangers } from './strangers.ts';
import { ulidToBytes } from './ulid-bytes.ts';
import { frameUpdates } from './updates-frame.ts';

type ConversationAddress = Exclude<DocumentAddress, { kind: 'account' }>;
type CommitOne = (request: CommitRequest, now: number, takeChange: TakeChange) => CommitResult;

/** Whether the writer is still what the judge took them for. */
const isJudgedNow = (
  { membership }: CommitRequest,
  member: { readonly role: Role } | undefined,
  found: ConversationRow,
): boolean => membership === undefined || (membership.role === member?.role && membership.rights === found.rights);

/**
 * The hot path: one request inside the caller's transaction. All that can refuse a request is looked at before the
 * first row is written, so that a refused one needs no savepoint to undo.
 */
export const createCommit = (
  database: DatabaseSync,
  events: PendingEvents,
): { readonly commitOne: CommitOne; readonly markFull: (name: string, takeChange: TakeChange) => void } => {
  const findDocument = prepare<[string], { id: number; version: number }>(
    database,
    'select id, version from documents where name = ?',
  );
  const addDocument = prepare<[string, number], { id: number }>(
    database,
    'insert into documents (name, version, tail, purge_at) values (?, 1, 1, ?) returning id',
  );
  const raiseDocument = prepare<[number, number]>(
    database,
    'update documents set version = version + 1, tail = tail + 1, purge_at = max(purge_at, ?) where id = ?',
  );
  const addRow = prepare<[number, number, Uint8Array]>(
    database,
    'insert into journal (document, position, updates) values (?, ?, ?)',
  );
  const member = prepare<
    [number, UserId],
    { account: number; role: Role; from_chapter: number; asked_by: number | null }
  >(
    database,
    `select account, role, from_chapter, asked_by from memberships where conversation = ? and removed_at is null
     and account = (select number from accounts where user_id = ?)`,
  );
  const raiseOwnRead = prepare<[number, number, number, number, number]>(
    database,
    `update memberships set read = max(read, ?), delivered = max(delivered, ?), changed = ?
     where conversation = ? and account = ? and removed_at is null`,
  );
  // Nobody else is told watermarks in a large group, so that nobody else's feed need say that they changed.
  const raiseOwnReadUntold = prepare<[number, number, number, number, number]>(
    database,
    `update memberships set read = max(read, ?), delivered = max(delivered, ?), own_changed = ?
     where conversation = ? and account = ? and removed_at is null`,
  );
  const addDevice = prepare<[number, UserId]>(
    database,
    `insert or ignore into account_devices (account, number) select number, ? from accounts where user_id = ?`,
  );
  const forgetDevices = prepare<[UserId]>(
    database,
    `delete from account_devices where place in (
       select place from account_devices d join accounts a on a.number = d.account where user_id = ?
       order by place desc limit -1 offset ${LIMITS.accountDevices})`,
  );
  const raiseConversation = prepare<[number, number, number]>(
    database,
    'update conversations set changed = ?, newest_chapter = max(newest_chapter, ?) where id = ?',
  );
  const conversations = createConversationRows(database);
  const directory = createChapterDirectory(database);

  const messageRows = createMessageRows(database);
  const receiptLog = createReceiptLog(database);
  const keptHeads = createKeptHeads(database);
  const strangers = createStrangers(database);

  const append = (request: CommitRequest, known: { id: number; version: number } | undefined, stamping: Stamping) => {
    const updates = request.encode(stamping);
    const position = request.expectedVersion + 1;
    const purgeAt = request.purge ? position : 0;
    const document = known?.id ?? addDocument.get(request.document, purgeAt)?.id;
    if (document === undefined) throw new Error('The database gave no id to a new document.');
    if (known !== undefined) raiseDocument.run(purgeAt, document);
    addRow.run(document, position, frameUpdates(updates));
    if (request.newDevice !== undefined && request.userId !== undefined) {
      addDevice.run(request.newDevice, request.userId);
      forgetDevices.run(request.userId);
    }
    return { kind: 'done', position, stamping, updates } as const;
  };

  const commitToAccount: CommitOne = (request, now) => {
    const known = findDocument.get(request.document);
    const version = known?.version ?? 0;
    if (version !== request.expectedVersion) return { kind: 'behind', version };
    return append(request, known, { firstSeq: 0, at: now, disappear: 0 });
  };

  /** What the update says of the conversation and its facts did not say yet, for the timeline. */
  const noteChanges = (request: CommitRequest, found: ConversationRow, by: number): void => {
    const { name, disappear, picture, history, rights = {} } = request.wrote ?? request;
    if (name !== undefined && name !== found.title) events.add(found.id, { kind: 'renamed', by, name });
    if (disappear !== undefined && disappear !== found.disappear)
      events.add(found.id, { kind: 'disappear', by, seconds: disappear });
    if (picture !== undefined && picture !== (found.picture ?? '')) events.add(found.id, { kind: 'picture', by });
    if (history !== undefined && history !== found.history) events.add(found.id, { kind: 'history', by, history });
    const before = parseRights(JSON.parse(found.rights));
    for (const right of RIGHT_NAMES) {
      const circle = rights[right];
      if (circle !== undefined && circle !== before[right]) events.add(found.id, { kind: 'right', by, right, circle });
    }
  };

  const commitToConversation = (
    address: ConversationAddress,
    request: CommitRequest,
    now: number,
    takeChange: TakeChange,
  ): CommitResult => {
    const found = conversations.find(address.conversationId);
    if (found === undefined || found.deleted_at !== null) return { kind: 'not-a-member' };
    const { id: conversation } = found;
    const membership = request.userId === undefined ? undefined : member.get(conversation, request.userId);
    const writer = membership?.account;
    const isAsked = typeof membership?.asked_by === 'number';
    if (request.userId !== undefined && membership === undefined) return { kind: 'not-a-member' };
    if (address.kind === 'chapter' && membership !== undefined && address.chapter < membership.from_chapter)
      return { kind: 'not-a-member' };
    const known = findDocument.get(request.document);
    const version = known?.version ?? 0;
    if (version !== request.expectedVersion) return { kind: 'behind', version };
    if (request.settles !== undefined && !events.areThere(request.settles)) return { kind: 'settled' };
    if (!isJudgedNow(request, membership, found)) return { kind: 'judge-again' };
    const effects = address.kind === 'chapter' ? request.effects : undefined;
    const messages = effects?.messages ?? [];
    const chapter = address.kind === 'chapter' ? directory.find(conversation, address.chapter) : undefined;
    const isPosting = messages.length > 0 || (effects?.dead?.length ?? 0) > 0;
    if (isPosting && chapter?.closed === 1) return { kind: 'closed' };
    const ids = messages.map(({ id }) => ulidToBytes(id));
    const taken = effects === undefined ? undefined : messageRows.taken(conversation, effects, ids);
    if (taken !== undefined) return { kind: 'taken', messageId: taken };

    const shown = countShown(request);
    if (!strangers.mayShow(found, writer, shown)) return { kind: 'unanswered' };

    const lastSeq = found.seq + messages.length;
    const stamping = {
      firstSeq: messages.length > 0 ? found.seq + 1 : found.seq,
      at: Math.max(now, found.stamped_at),
      disappear: found.disappear,
    };
    const done = append(request, known, stamping);
    strangers.showed(found, writer, shown);
    if (request.settles !== undefined) events.remove(request.settles);
    if (address.kind === 'conversation' && writer !== undefined) noteChanges(request, found, writer);
    const changed = takeChange();
    conversations.put({
      ...found,
      seq: lastSeq,
      stamped_at: stamping.at,
      title: request.name ?? found.title,
      disappear: request.disappear ?? found.disappear,
      picture: request.picture === undefined ? found.picture : request.picture || null,
      rights: request.rights === undefined ? found.rights : JSON.stringify(request.rights),
      history: request.history ?? found.history,
      version: address.kind === 'conversation' ? done.position : found.version,
      newest_chapter:
        address.kind === 'chapter' ? Math.max(found.newest_chapter, address.chapter) : found.newest_chapter,
      head:
        effects === undefined || address.kind !== 'chapter'
          ? found.head
          : headAfter(found.head, address.chapter, effects, ids, stamping),
      changed,
    });
    if (address.kind === 'conversation') return done;

    directory.put(conversation, address.chapter, chapter, {
      version: done.position,
      full: effects?.full ?? false,
      seqs: messages.length > 0 ? [stamping.firstSeq, lastSeq] : undefined,
      changed,
    });
    if (effects !== undefined) keptHeads.follow(conversation, address.chapter, found.head, effects, stamping);
    messageRows.add(conversation, address.chapter, messages, ids, stamping);
    // Who writes has seen what stands above.
    const raise = found.large === 1 ? raiseOwnReadUntold : raiseOwnRead;
    for (const author of new Set(messages.map((message) => message.author))) {
      receiptLog.addByWriting(conversation, author, found.seq, stamping.at);
      raise.run(lastSeq, lastSeq, changed, conversation, author);
      strangers.wrote(found, author, author === writer && isAsked, changed);
    }
    if (effects === undefined) return done;
    const holds = (seq: number) => mayHold(chapter, seq);
    const claims = { conversation, chapter: address.chapter, holds, authors: effects.authors };
    for (const edit of effects.edits) messageRows.edit(claims, edit);
    for (const id of effects.deletions) messageRows.markDeleted(claims, id);
    for (const id of effects.vanished ?? []) messageRows.vanish(claims, id);
    return done;
  };

  return {
    commitOne: (request, now, takeChange) => {
      const address = parseDocumentName(request.document);
      if (address === undefined) throw new Error(`Not the name of a document: ${request.document}`);
      return address.kind === 'account'
        ? commitToAccount(request, now, takeChange)
        : commitToConversation(address, request, now, takeChange);
    },
    markFull: (name, takeChange) => {
      const address = parseDocumentName(name);
      if (address?.kind !== 'chapter') return;
      const found = conversations.find(address.conversationId);
      if (found === undefined || directory.find(found.id, address.chapter)?.full === 1) return;
      const changed = takeChange();
      directory.markFull(found.id, address.chapter, changed);
      raiseConversation.run(changed, address.chapter, found.id);
    },
  };
};
