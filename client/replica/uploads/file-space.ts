import { sealedSize } from '../../../shared/files/sealed-file.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { FileStore, KeptFile } from '../../files/file-store.ts';
import type { Change, LocalState } from '../local-state.ts';
import type { Clock } from '../ports.ts';
import type { BlobUses } from './blob-uses.ts';

/** The state of a message that was written into its chapter. */
export type SentState = 'stamped' | 'waiting' | 'gone';

export interface FileSpaceDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly localState: LocalState;
  readonly openStore: () => Promise<FileStore>;
  readonly uses: BlobUses;
  readonly sentState: (id: ConversationId, messageId: MessageId) => Promise<SentState>;
}

/** Space that files may take on a device, unless the person chose another. Sealed bytes */
const BUDGET = 500 * 1024 * 1024;
/** A file that was attached so long ago and that nothing needs is removed. ms */
const ABANDONED_AFTER = 86_400_000;

/** The bytes that are surely here: the size of an incomplete file is only claimed by a message. */
const bytesHere = ({ size, whole }: KeptFile): number => (whole ? sealedSize(size) : 0);

/** The files to remove so that the rest fits: those longest unused first, and only such as the server has. */
const leavingFiles = (files: readonly KeptFile[], needed: ReadonlySet<string>, budget: number): string[] => {
  let over = files.reduce((sum, file) => sum + bytesHere(file), 0) - budget;
  return files
    .filter(({ blob, safe }) => safe && !needed.has(blob))
    .sort((a, b) => a.usedAt - b.usedAt)
    .flatMap((file) => {
      if (over <= 0) return [];
      over -= bytesHere(file);
      return [file.blob];
    });
};

/** Messages that got their stamps, or went, while nobody looked: after a crash, or in a chapter that was closed. */
const settleSent = async ({ localState, uses, sentState }: FileSpaceDeps): Promise<void> => {
  const { blob, pending, notSent } = localState.tables;
  for (const [key, record] of [...blob]) {
    if (record.state !== 'sent') continue;
    const { conversationId, messageId } = record;
    if (pending.has(`${conversationId}/${messageId}`) || notSent.has(messageId)) continue;
    const state = await sentState(conversationId as ConversationId, messageId as MessageId);
    if (state === 'stamped') await uses.markSafe([key]);
    if (state !== 'gone') continue;
    const change: Change = { kind: 'blob', key, value: undefined };
    await localState.commit([change]);
    await uses.letGo([key]);
  }
};

/** Frees the space of files that nobody misses. */
export const tidyFiles = async (deps: FileSpaceDeps): Promise<void> => {
  await settleSent(deps);
  const store = await deps.openStore();
  const needed = await deps.uses.needed(store);
  const files = await store.all();
  const before = deps.clock.now() - ABANDONED_AFTER;
  const abandoned = files.filter(({ blob, safe, usedAt }) => !safe && usedAt < before && !needed.has(blob));
  const leaving = leavingFiles(files, needed, BUDGET);
  const gone = [...abandoned.map(({ blob }) => blob), ...leaving];
  if (gone.length > 0) await store.remove(gone);
};
