import type { BlobId } from '../../shared/ids/blob.ts';
import { BLOB_LIMITS } from '../../shared/protocol/limits.ts';
import type { BlobStore } from '../../storage/blobs/blob-store.ts';
import type { Blobs, Uncollected } from '../../storage/ports/blobs.ts';

export interface CollectDependencies {
  readonly blobs: Pick<Blobs, 'collect' | 'known'>;
  readonly store: Pick<BlobStore, 'list' | 'abort' | 'remove'>;
  /** Only counts. */
  readonly isDry: boolean;
  /** ms since 1970 */
  readonly now: () => number;
  readonly isStopped: () => boolean;
  /** Called for each; the size of a stray is not known. */
  readonly onFound?: (why: Uncollected | 'unknown', id: BlobId, size: number | undefined) => void;
}

export interface CollectCounts extends Record<Uncollected, number> {
  /** Held by the store, and not known to the database. */
  readonly strays: number;
  /** Of what the database knows. */
  readonly bytes: number;
}

/** What the store holds that is compared with the database at once. */
const BATCH = 500;

type Held = ReturnType<BlobStore['list']> extends AsyncIterable<infer T> ? T : never;

/** Removes, or counts, what nobody needs; a little at a time, so that others have their turns. */
export const collectBlobs = async (deps: CollectDependencies): Promise<CollectCounts> => {
  const { blobs, store, isDry, isStopped } = deps;
  const abandonedBefore = deps.now() - BLOB_LIMITS.abandonedMs;
  const unreferencedBefore = deps.now() - BLOB_LIMITS.unreferencedMs;
  const counts = { abandoned: 0, unreferenced: 0, unreadable: 0, strays: 0, bytes: 0 };

  for (let after: number | undefined = 0; after !== undefined && !isStopped(); ) {
    const { found, next } = await blobs.collect(after, { abandonedBefore, unreferencedBefore }, isDry);
    for (const { why, id, size } of found) {
      deps.onFound?.(why, id, size);
      counts[why]++;
      counts.bytes += size;
    }
    after = next;
  }

  /** An upload may have been begun twice in the store: the one that no row names is nobody's. */
  const isStray = ({ id, at, upload }: Held, known: ReadonlyMap<BlobId, { upload: string | undefined }>): boolean => {
    const row = known.get(id);
    if (row === undefined) return at < unreferencedBefore;
    return upload !== undefined && row.upload !== upload && at < abandonedBefore;
  };
  const compare = async (batch: readonly Held[]): Promise<void> => {
    const known = await blobs.known(batch.map(({ id }) => id));
    for (const held of batch.filter((each) => isStray(each, known))) {
      counts.strays++;
      deps.onFound?.('unknown', held.id, undefined);
      if (isDry) continue;
      if (held.upload === undefined) await store.remove(held.id);
      else await store.abort({ id: held.id, upload: held.upload });
    }
  };

  let batch: Held[] = [];
  for await (const held of store.list()) {
    if (isStopped()) return counts;
    batch.push(held);
    if (batch.length < BATCH) continue;
    await compare(batch);
    batch = [];
  }
  await compare(batch);
  return counts;
};
