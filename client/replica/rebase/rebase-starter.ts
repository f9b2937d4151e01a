import type { DocumentName } from '../../../shared/document/name.ts';
import type { Directory } from '../directory.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { FrameRefusal } from '../sync/attachment-state.ts';
import type { Wanted } from '../sync/wanted.ts';
import type { RebaseDeps } from './rebase.ts';

const DENIALS_BEFORE_MOVE = 2;
const REBASE_RETRY = 2_000;

/**
 * Loads the rebase code late, since few documents need it. When it cannot be loaded the document keeps its unsent changes,
 * and the rebase is tried again as after a lost connection.
 * @returns false when the rebase has to be tried again
 */
const runRebase = async (deps: RebaseDeps, live: ReplicaDocument, absent: boolean): Promise<boolean> => {
  if (live.rebasing || live.isClosed) return true;
  // Unsent changes may still be in the store.
  if (!live.store.isLoaded()) return false;
  live.rebasing = true;
  const late = await import('./rebase.ts').catch(() => undefined);
  if (late !== undefined && !live.isClosed) return late.rebase(deps, live, absent);
  live.rebasing = false;
  return false;
};

/** Decides when a document has to be rebased, by what the server says of it. */
export interface RebaseStarter {
  readonly authenticated: (live: ReplicaDocument) => void;
  readonly refused: (live: ReplicaDocument, refusal: FrameRefusal) => void;
  /** The server does not open it. */
  readonly denied: (live: ReplicaDocument, reason: string) => void;
}

export const createRebaseStarter = (options: {
  readonly deps: RebaseDeps;
  readonly directory: Directory;
  readonly wanted: Pick<Wanted, 'waitsForLower'>;
  readonly isStopped: () => boolean;
  readonly emit: (event: { readonly type: 'rebase-ended'; readonly live: ReplicaDocument }) => void;
}): RebaseStarter => {
  const { deps, directory, isStopped } = options;
  const denials = new Map<DocumentName, number>();

  const start = (live: ReplicaDocument, absent = false): void => {
    void runRebase(deps, live, absent).then((done) => {
      if (isStopped()) return;
      if (done && absent) {
        live.meter.acked(live.meter.changes());
        void live.update({ unsent: 0, open: false });
      }
      // It failed, or the server's epoch changed meanwhile.
      if (live.needsRebase)
        deps.clock.setTimer(REBASE_RETRY, () => {
          if (!isStopped() && live.needsRebase && live.attachment?.state() === 'open') start(live);
        });
      options.emit({ type: 'rebase-ended', live });
    });
  };

  return {
    authenticated: (live) => {
      denials.delete(live.name);
      if (live.needsRebase && !live.rebasing) start(live);
    },
    refused: (live, refusal) => {
      live.wantsRebase = refusal;
      start(live);
    },
    denied: (live, reason) => {
      const { address } = live;
      const times = (denials.get(live.name) ?? 0) + 1;
      denials.set(live.name, times);
      if (address.kind !== 'chapter' || address.chapter === 0 || times < DENIALS_BEFORE_MOVE) return;
      if (
        (reason !== 'unavailable' && reason !== 'no-such-document') ||
        directory.versionOf(live.name) > 0 ||
        options.wanted.waitsForLower(live.name)
      )
        return;
      denials.delete(live.name);
      start(live, true);
    },
  };
};
