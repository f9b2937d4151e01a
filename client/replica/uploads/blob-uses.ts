import { blobsIn, readBody } from '../../../shared/envelope/body.ts';
import type { FileStore } from '../../files/file-store.ts';
import type { Change, LocalState } from '../local-state.ts';
import type { BlobApi, Clock } from '../ports.ts';
import { envelopeIn } from '../rebase/entry-text.ts';

/** What this device needs blobs for, and how the others are removed. */
export interface BlobUses {
  /** Copies of blobs that nothing needs any more leave this device and, unless they are in a message, the server. */
  readonly letGo: (blobs: readonly string[]) => Promise<void>;
  /** The server has them in a message: the device need not keep its copies. */
  readonly markSafe: (blobs: readonly string[]) => Promise<void>;
  /** Blobs of messages that have no stamp, of drafts, and of what is listed under *Not sent*. */
  readonly needed: (store: FileStore) => Promise<ReadonlySet<string>>;
  /** Tells the server of blobs that were let go. */
  readonly removeWithdrawn: () => void;
  readonly stop: () => void;
}

export interface BlobUsesDeps {
  readonly clock: Clock;
  readonly localState: LocalState;
  readonly api: BlobApi;
  readonly openStore: () => Promise<FileStore>;
  readonly isOnline: () => boolean;
  readonly isUnderWay: (blob: string) => boolean;
}

/** ms until the server is told again. */
const AGAIN_AFTER = 10_000;

export const createBlobUses = ({ clock, localState, api, openStore, isOnline, isUnderWay }: BlobUsesDeps): BlobUses => {
  const { tables } = localState;
  const removing = new Set<string>();
  let cancelAgain: (() => void) | undefined;

  const needed = async (store: FileStore): Promise<ReadonlySet<string>> => {
    const drafts = [...(await store.drafts()).values()].flat();
    const bodies = [...tables.pending.values(), ...tables.notSent.values()].flatMap(({ body }) => body ?? []);
    const sealed = [...tables.notSent.values()].map((record) => envelopeIn(record.sealed));
    return new Set([
      ...blobsIn(drafts.length === 0 ? undefined : { kind: 'files', files: drafts }),
      ...sealed.flatMap((envelope) => envelope?.blobs ?? []),
      ...bodies.flatMap((body) => blobsIn(readBody(body))),
      ...[...tables.blob].flatMap(([blob, { state }]) => (state === 'sent' ? [blob] : [])),
    ]);
  };

  const removeOne = async (blob: string): Promise<void> => {
    removing.add(blob);
    const removed = await api.remove(blob);
    removing.delete(blob);
    // Refused: the server has it in a message, or knows nothing of it.
    const isOver = removed.ok || (removed.error.kind === 'refused' && !removed.error.retry);
    if (!isOver) cancelAgain ??= clock.setTimer(AGAIN_AFTER, removeWithdrawn);
    else if (tables.blob.get(blob)?.state === 'withdrawn')
      void localState.commit([{ kind: 'blob', key: blob, value: undefined }]);
  };
  const removeWithdrawn = (): void => {
    cancelAgain?.();
    cancelAgain = undefined;
    if (!isOnline()) return;
    for (const [blob, { state }] of tables.blob)
      if (state === 'withdrawn' && !removing.has(blob) && !isUnderWay(blob)) void removeOne(blob);
  };

  return {
    needed,
    removeWithdrawn,
    stop: () => cancelAgain?.(),
    letGo: async (blobs) => {
      const store = await openStore();
      const kept = await needed(store);
      const changes: Change[] = [];
      const gone: string[] = [];
      for (const blob of blobs) {
        if (kept.has(blob)) continue;
        const file = await store.get(blob);
        if (file?.safe === true) continue;
        // The browser may have removed the copy after the upload began.
        if (file !== undefined) gone.push(blob);
        changes.push({ kind: 'blob', key: blob, value: { state: 'withdrawn' } });
      }
      if (changes.length === 0) return;
      await localState.commit(changes);
      await store.remove(gone);
      removeWithdrawn();
    },
    markSafe: async (blobs) => {
      const store = await openStore();
      const kept = await Promise.all(blobs.map((blob) => store.get(blob)));
      const isNoted = await store.put(kept.flatMap((file) => (file === undefined ? [] : [{ ...file, safe: true }])));
      if (isNoted) await localState.commit(blobs.map((key): Change => ({ kind: 'blob', key, value: undefined })));
    },
  };
};
