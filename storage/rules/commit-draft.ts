import type { ConversationEvent } from '../../shared/document/chapter.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { CommitFacts, ConversationRow, DocumentRow, MemberRow } from './commit-facts.ts';
import { pairKey } from './commit-facts.ts';
import type { CommitPlan } from './commit-plan.ts';
import type { Head } from './head.ts';

type Row<K extends keyof CommitPlan> = CommitPlan[K] extends readonly (infer R)[] ? R : never;
/** Values of one row in its last state, by its key. */
const rows = <T>() => new Map<string | number, T>();

/**
 * The facts of a batch after the requests decided so far, and the rows they change. Later requests of the batch read what
 * earlier ones changed.
 */
export const createCommitDraft = (facts: CommitFacts) => {
  const documents = new Map(facts.documents);
  const conversations = new Map(facts.conversations);
  const members = new Map(facts.members);
  const chapters = new Map(facts.chapters);
  const messages = new Map(facts.messages);
  const pendingEvents = new Set(facts.pendingEvents);
  const audiences = new Map(facts.audiences);
  const shown = new Map(facts.shown);
  const keptHeads = new Map(facts.keptHeads);
  let changes = 0;

  const written = {
    documents: rows<Row<'documents'>>(),
    devices: [] as Row<'devices'>[],
    conversations: rows<Row<'conversations'>>(),
    settings: rows<Row<'settings'>>(),
    answered: new Set<number>(),
    unheard: rows<Row<'unheard'>>(),
    chapters: rows<Row<'chapters'>>(),
    messages: [] as Row<'messages'>[],
    stamps: rows<Row<'stamps'>>(),
    deleted: rows<Row<'deleted'>>(),
    mentions: rows<Row<'mentions'>>(),
    references: [] as Row<'references'>[],
    released: rows<Row<'released'>>(),
    due: rows<Row<'due'>>(),
    vanished: rows<Row<'vanished'>>(),
    marks: rows<Row<'marks'>>(),
    readLog: [] as Row<'readLog'>[],
    keptMarks: rows<Row<'keptMarks'>>(),
    keptHeads: rows<Row<'keptHeads'>>(),
    droppedHeads: rows<Row<'droppedHeads'>>(),
    shown: rows<Row<'shown'>>(),
    accepted: rows<Row<'accepted'>>(),
    seen: rows<Row<'seen'>>(),
    events: [] as Row<'events'>[],
    settled: [] as string[],
  };

  return {
    documents,
    conversations,
    members,
    chapters,
    messages,
    pendingEvents,
    audiences,
    shown,
    keptHeads,
    accounts: facts.accounts,
    blobs: facts.blobs,
    blockers: facts.blockers,
    blocked: facts.blocked,
    written,
    takeChange: (): number => changes++,
    memberOf: (conversation: ConversationRow, account: number | undefined): MemberRow | undefined =>
      account === undefined ? undefined : members.get(pairKey(conversation.id, account)),
    putDocument: (row: DocumentRow): void => {
      documents.set(row.name, row);
      written.documents.set(row.name, row);
    },
    putMember: (conversation: ConversationRow, row: MemberRow): void => {
      members.set(pairKey(conversation.id, row.account), row);
    },
    putKeptHead: (conversation: number, account: number, head: Head | undefined): void => {
      const key = pairKey(conversation, account);
      keptHeads.set(conversation, new Map(keptHeads.get(conversation)).set(account, head));
      written.droppedHeads.delete(key);
      written.keptHeads.set(key, { conversation, account, head });
    },
    dropKeptHead: (conversation: number, account: number): void => {
      const key = pairKey(conversation, account);
      const kept = new Map(keptHeads.get(conversation));
      kept.delete(account);
      keptHeads.set(conversation, kept);
      written.keptHeads.delete(key);
      written.droppedHeads.set(key, { conversation, account });
    },
    addDue: (key: string, row: Row<'due'>): void => {
      written.due.set(key, row);
    },
    dropDue: (key: string, conversation: number, id: MessageId): void => {
      if (!written.due.delete(key)) written.vanished.set(key, { conversation, id });
    },
    addEvents: (conversation: number, events: readonly ConversationEvent[]): void => {
      for (const event of events) written.events.push({ conversation, event });
    },
    plan: (): CommitPlan => ({
      changes,
      documents: [...written.documents.values()],
      devices: written.devices,
      conversations: [...written.conversations.values()],
      settings: [...written.settings.values()],
      answered: [...written.answered.values()],
      unheard: [...written.unheard.values()],
      chapters: [...written.chapters.values()],
      messages: written.messages,
      stamps: [...written.stamps.values()],
      deleted: [...written.deleted.values()],
      mentions: [...written.mentions.values()],
      references: written.references,
      released: [...written.released.values()],
      due: [...written.due.values()],
      vanished: [...written.vanished.values()],
      marks: [...written.marks.values()],
      readLog: written.readLog,
      keptMarks: [...written.keptMarks.values()],
      keptHeads: [...written.keptHeads.values()],
      droppedHeads: [...written.droppedHeads.values()],
      shown: [...written.shown.values()],
      accepted: [...written.accepted.values()],
      seen: [...written.seen.values()],
      events: written.events,
      settled: written.settled,
    }),
  };
};
export type CommitDraft = ReturnType<typeof createCommitDraft>;
