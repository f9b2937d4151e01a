import { chapterDocument, type DocumentName, parseDocumentName } from '../../../shared/document/name.ts';
import { sealedSize } from '../../../shared/files/sealed-file.ts';
import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import type { SpaceUse } from '../../channel/commands.ts';
import type { FileStore } from '../../files/file-store.ts';
import type { Connectivity } from '../account-replica/connectivity.ts';
import type { Directory } from '../directory.ts';
import { databaseNameOf, openedDatabase, searchDatabase } from '../documents/database-names.ts';
import type { Pool } from '../documents/pool.ts';
import type { LocalState } from '../local-state.ts';
import type { Api, Clock, Disk } from '../ports.ts';
import type { DocumentRecord } from '../records.ts';
import type { BlobUses } from '../uploads/blob-uses.ts';
import { type HeldChapter, isSafe, leavingChapters, type Span } from './leaving-chapters.ts';

export interface SpaceDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly disk: Disk;
  readonly localState: LocalState;
  readonly directory: Directory;
  readonly pool: Pool;
  readonly api: Pick<Api, 'feed'>;
  readonly connectivity: Pick<Connectivity, 'isOnline'>;
  readonly userId: string;
  readonly files: () => Promise<{ readonly uses: BlobUses; readonly openStore: () => Promise<FileStore> }>;
}

const databaseOf = ({ localState, userId }: SpaceDeps, name: DocumentName): string =>
  databaseNameOf(userId, name, localState.tables.document.get(name)?.generation ?? 0);

/** Files that the server has in a message and nothing on this device waits for. */
const freeableFiles = async (deps: SpaceDeps) => {
  const { uses, openStore } = await deps.files();
  const store = await openStore();
  const needed = await uses.needed(store);
  const files = await store.all();
  const bytes = (some: typeof files): number =>
    some.reduce((sum, { size, whole }) => sum + (whole ? sealedSize(size) : 0), 0);
  const freeable = files.filter(({ blob, safe }) => safe && !needed.has(blob));
  return { store, freeable, all: bytes(files), waiting: bytes(files.filter((one) => !freeable.includes(one))) };
};

/** What uses how much on this device. Bytes, about. */
export const measureSpace = async (deps: SpaceDeps): Promise<SpaceUse> => {
  const { localState, directory, disk } = deps;
  const { keep } = localState.tables;
  const conversations: SpaceUse['conversations'][number][] = [];
  for (const id of directory.ids()) {
    let bytes = 0;
    for (const name of directory.held(id)) bytes += await disk.size(databaseOf(deps, name));
    conversations.push({ id, bytes, span: keep.get(id)?.span ?? 'all' });
  }
  const files = await freeableFiles(deps).catch(() => undefined);
  return {
    conversations: conversations.sort((a, b) => b.bytes - a.bytes),
    files: files?.all ?? 0,
    waitingFiles: files?.waiting ?? 0,
    search: (await disk.size(searchDatabase(deps.userId))) + (await disk.size(openedDatabase(deps.userId))),
  };
};

/** Of the life of the server that this device is in step with. */
const isCurrent = ({ connectivity, localState }: SpaceDeps, { epoch }: Pick<DocumentRecord, 'epoch'>): boolean =>
  connectivity.isOnline() && epoch === localState.session().epoch;

/**
 * What is known of the server is what it has: it is asked once more, because a restored one may have lost what it is said
 * to have, and this device would hold the only copy.
 */
const isInStep = async ({ api, connectivity, localState }: SpaceDeps): Promise<boolean> => {
  if (!connectivity.isOnline()) return false;
  const { cursor, proof } = localState.session();
  const told = await api.feed(cursor, proof);
  return told.ok && connectivity.isOnline() && told.value.epoch === localState.session().epoch;
};

const heldChapters = async (deps: SpaceDeps, id: ConversationId): Promise<readonly HeldChapter[]> => {
  const { localState, directory, pool } = deps;
  const held: HeldChapter[] = [];
  // Kept open for a quick return, though nobody looks at them.
  for (const name of directory.held(id)) {
    const live = pool.grab(name);
    if (live !== undefined) pool.leave(live);
  }
  await localState.durable();
  for (const name of directory.held(id)) {
    const address = parseDocumentName(name);
    const record = localState.tables.document.get(name);
    if (address?.kind !== 'chapter' || record === undefined) continue;
    const version = directory.versionOf(name);
    let newestAt: number | undefined;
    // Only then its dates are asked for.
    if (isCurrent(deps, record) && isSafe({ record, version })) {
      const live = await pool.use(name).catch(() => undefined);
      newestAt = live?.index?.messages().reduce((latest, { at, stamp }) => Math.max(latest, at, stamp?.at ?? 0), 0);
      if (live !== undefined) pool.leave(live);
    }
    held.push({ chapter: address.chapter, record, version, newestAt });
  }
  return held;
};

/** Chapters that are open are in use: they leave another time. */
const removeChapter = (deps: SpaceDeps, name: DocumentName): Promise<boolean> =>
  deps.pool.whileClosed(name, async () => {
    const { localState, directory } = deps;
    const record = localState.tables.document.get(name);
    if (record === undefined || !isCurrent(deps, record) || !isSafe({ record, version: directory.versionOf(name) }))
      return;
    await deps.disk.remove(databaseOf(deps, name));
    // Last: a store without a record would be taken for one whose record was lost.
    const forgotten = localState.commit([{ kind: 'document', key: name, value: undefined }]);
    directory.chapterLeft();
    await forgotten;
  });

const freeConversation = async (deps: SpaceDeps, id: ConversationId, span: Span): Promise<void> => {
  const { directory } = deps;
  // What was closed to the person could not come back.
  if (span === 'all' || !directory.isOpenable(id)) return;
  const held = (await heldChapters(deps, id)).filter(({ chapter }) => chapter >= directory.from(id));
  for (const chapter of leavingChapters(held, span, deps.clock.now()))
    await removeChapter(deps, chapterDocument(id, chapter)).catch(() => undefined);
};

/** Removes what the person does not want to keep on this device. */
export const tidySpace = async (deps: SpaceDeps): Promise<void> => {
  if (!(await isInStep(deps))) return;
  for (const [key, { span }] of deps.localState.tables.keep) {
    const id = parseConversationId(key);
    if (id !== undefined) await freeConversation(deps, id, span);
  }
};

/** Removes everything that can come back: old chapters of all conversations, and files that the server has. */
export const freeSpace = async (deps: SpaceDeps): Promise<void> => {
  if (!(await isInStep(deps))) return;
  const { store, freeable } = await freeableFiles(deps);
  await store.remove(freeable.map(({ blob }) => blob));
  for (const id of deps.directory.ids()) await freeConversation(deps, id, 'last');
};
