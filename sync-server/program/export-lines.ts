import type { DatabaseSync } from 'node:sqlite';
import * as Y from 'yjs';
import { jsonIn } from '../../shared/admission/plain-body.ts';
import { isStoredStamp } from '../../shared/document/chapter.ts';
import { decodeEnvelope } from '../../shared/envelope/envelope.ts';
import { parseUpdates } from '../../storage/sql/updates-frame.ts';

/** One line of an export, by `kind`; `docs/self-hosting.md` describes them. */
export interface ExportLine {
  readonly kind:
    | 'account'
    | 'conversation'
    | 'member'
    | 'file'
    | 'event'
    | 'message'
    | 'edit'
    | 'reaction'
    | 'vote'
    | 'deletion';
  readonly [field: string]: unknown;
}

/** What people write into chapters: kind of the line, and name of the map. */
const WRITTEN = [
  ['message', 'messages'],
  ['edit', 'edits'],
  ['reaction', 'reactions'],
  ['vote', 'votes'],
  ['deletion', 'deletions'],
] as const;

interface ChapterRow {
  readonly id: number;
  readonly name: string;
  readonly conversation: string;
  readonly chapter: number;
}

const rowsOf = (database: DatabaseSync, sql: string, ...parameters: (string | number)[]) =>
  database.prepare(sql).iterate(...parameters) as IterableIterator<Record<string, unknown>>;

/** Whose data: of everybody, or what one account may read. */
const seenBy = (account: number | undefined, conversation: string, chapter?: string): string =>
  account === undefined
    ? '1 = 1'
    : `exists (select 1 from memberships s where s.conversation = ${conversation} and s.account = ${account}
       and s.removed_at is null${chapter === undefined ? '' : ` and s.from_chapter <= ${chapter}`})`;

const rebuild = (database: DatabaseSync, document: number): Y.Doc => {
  const doc = new Y.Doc();
  const snapshot = database.prepare('select state from snapshots where document = ?').get(document);
  doc.transact(() => {
    if (snapshot?.state instanceof Uint8Array) Y.applyUpdate(doc, snapshot.state);
    for (const { updates } of rowsOf(
      database,
      'select updates from journal where document = ? order by position',
      document,
    ))
      if (updates instanceof Uint8Array) for (const update of parseUpdates(updates)) Y.applyUpdate(doc, update);
  });
  return doc;
};

const entryOf = (value: unknown): Record<string, unknown> | undefined => {
  const envelope = value instanceof Uint8Array ? decodeEnvelope(value) : undefined;
  if (envelope === undefined) return undefined;
  const { by, device, at, alg, body, blobs, mentions, quiet } = envelope;
  const json = jsonIn(envelope);
  return {
    by,
    device,
    at,
    alg,
    body: Buffer.from(body).toString('base64'),
    ...(json === undefined ? {} : { json }),
    ...(blobs === undefined ? {} : { files: blobs }),
    ...(mentions === undefined ? {} : { mentions }),
    ...(quiet === undefined ? {} : { quiet }),
  };
};

function* chapterLines(doc: Y.Doc, { conversation, chapter }: ChapterRow): Generator<ExportLine> {
  const stamps = doc.getMap('stamps');
  for (const [key, value] of doc.getMap('events').entries())
    if (Array.isArray(value))
      yield { kind: 'event', conversation, chapter, id: key, seq: value[0], at: value[1], event: value[2] };
  for (const [kind, root] of WRITTEN)
    for (const [key, value] of doc.getMap(root).entries()) {
      const entry = entryOf(value);
      const stamp = stamps.get(key);
      if (entry !== undefined)
        yield {
          kind,
          conversation,
          chapter,
          id: key,
          ...(isStoredStamp(stamp) ? { seq: stamp[0], stampedAt: stamp[1] } : {}),
          ...entry,
        };
    }
}

/** Everything on a server, or what one account may read, line by line. @param account its number; undefined: everything */
export function* exportLines(database: DatabaseSync, account: number | undefined): Generator<ExportLine> {
  const own = account === undefined ? '1 = 1' : `a.number = ${account}`;
  const met =
    account === undefined
      ? ''
      : ` or exists (select 1 from memberships m where m.account = a.number and ${seenBy(account, 'm.conversation')})`;
  for (const row of rowsOf(
    database,
    `select a.number, a.user_id as userId, a.name, case when ${own} then a.email end as email, a.username,
       a.created_at as createdAt from accounts a where a.gone = 0 and (${own}${met}) order by a.number`,
  ))
    yield { kind: 'account', ...row };
  for (const row of rowsOf(
    database,
    `select c.public_id as id, c.kind as type, c.title as name, c.created_by as createdBy, c.created_at as createdAt
     from conversations c where c.deleted_at is null and ${seenBy(account, 'c.id')} order by c.id`,
  ))
    yield { kind: 'conversation', ...row };
  for (const row of rowsOf(
    database,
    `select c.public_id as conversation, m.account as number, m.role, m.removed_at as removedAt
     from memberships m join conversations c on c.id = m.conversation
     where c.deleted_at is null and ${seenBy(account, 'c.id')} order by c.id, m.account`,
  ))
    yield { kind: 'member', ...row };
  for (const row of rowsOf(
    database,
    `select b.id, b.account as number, b.size from blobs b where b.state = 'complete'
     and (${
       account === undefined
         ? '1 = 1'
         : `b.account = ${account} or exists (select 1 from blob_references r where r.blob = b.number
       and ${seenBy(account, 'r.conversation', 'r.chapter')})`
     }) order by b.number`,
  ))
    yield { kind: 'file', ...row };
  const chapters = rowsOf(
    database,
    `select d.id, d.name, c.public_id as conversation, h.chapter from conversations c
     join chapters h on h.conversation = c.id join documents d on d.name = 'conversation/' || c.public_id || '/' || h.chapter
     where c.deleted_at is null and ${seenBy(account, 'c.id', 'h.chapter')} order by c.id, h.chapter`,
  );
  for (const row of chapters) {
    const chapter: ChapterRow = {
      id: Number(row.id),
      name: String(row.name),
      conversation: String(row.conversation),
      chapter: Number(row.chapter),
    };
    const doc = rebuild(database, chapter.id);
    yield* chapterLines(doc, chapter);
    doc.destroy();
  }
}
