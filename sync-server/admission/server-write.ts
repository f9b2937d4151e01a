import type { DeleteRange } from '../../shared/admission/delete-ranges.ts';
import { encodeUpdate, type MapSet } from '../../shared/admission/encode-update.ts';
import { clockOf } from '../../shared/admission/live.ts';
import type { ChapterEffects, CommitRequest, CommitResult, Stamping } from '../../storage/ports/journal.ts';
import { applyAll } from './catch-up.ts';
import { ADMITTED, type ServerDocument } from './server-document.ts';

/** What the server itself writes into a conversation's document. */
export interface ServerWrite {
  readonly sets: (stamping: Stamping) => readonly MapSet[];
  readonly deletes: readonly DeleteRange[];
  readonly effects?: ChapterEffects;
  readonly purge?: boolean;
  readonly settles?: readonly string[];
}

export interface ServerWriteDependencies {
  readonly commit: (request: CommitRequest) => Promise<CommitResult>;
  readonly catchUp: (live: ServerDocument) => Promise<void>;
  /** This process's own Yjs client id. */
  readonly serverClientId: number;
  /** The write is on disk and applied: other instances may read it. */
  readonly onWritten?: (live: ServerDocument) => void;
}

/** How often another instance may be faster before the write is given up for now. */
const MAX_ATTEMPTS = 5;

/**
 * Admits the server's own writes: in the document's queue, on disk first, then applied and so broadcast. `plan` reads the
 * document when its turn comes, and again after another instance was faster.
 * @returns `settled`: an event of it was written before, nothing was written; `gone`: there is no such conversation
 */
export const createServerWrite =
  ({ commit, catchUp, serverClientId, onWritten }: ServerWriteDependencies) =>
  (live: ServerDocument, plan: () => ServerWrite): Promise<'written' | 'settled' | 'gone' | 'busy'> =>
    live.queue.run(async () => {
      const { address } = live;
      if (address.kind === 'account') throw new Error('The server writes nothing of its own into account documents.');
      for (let i = 0; i < MAX_ATTEMPTS; i++) {
        const write = plan();
        const clock = clockOf(live.doc, serverClientId);
        const result = await commit({
          document: live.name,
          expectedVersion: live.version,
          userId: undefined,
          conversationId: address.conversationId,
          effects: write.effects,
          purge: write.purge ?? false,
          ...(write.settles === undefined ? {} : { settles: write.settles }),
          encode: (stamping) => [encodeUpdate(serverClientId, clock, write.sets(stamping), write.deletes)],
        });
        switch (result.kind) {
          case 'behind':
            await catchUp(live);
            continue;
          case 'done':
            live.advance(result.position, result.updates, () => applyAll(live.doc, result.updates, ADMITTED));
            live.purge ||= write.purge ?? false;
            onWritten?.(live);
            return 'written';
          case 'settled':
            return 'settled';
          case 'taken':
          case 'ended':
          case 'closed':
          case 'unknown-blob':
          case 'judge-again':
          case 'not-a-member':
            return 'gone';
        }
      }
      return 'busy';
    });
export type WriteAsServer = ReturnType<typeof createServerWrite>;
