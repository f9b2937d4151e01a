import type { DocumentName } from '../../shared/document/name.ts';
import type { UserId } from '../../shared/ids/account.ts';
import type { Erasure, Leaving } from '../../storage/ports/leaving.ts';
import type { RemoveWriting } from './remove-writing.ts';
import { createRunner } from './runner.ts';

const ERASE_EVERY_MS = 20_000;

export interface EraserDependencies {
  readonly leaving: Pick<Leaving, 'erasures' | 'chaptersOf' | 'abandonedDocuments' | 'dropDocuments' | 'finishErasure'>;
  /** Ends sessions and removes everything one could sign in with. */
  readonly endSignIn: (userId: UserId) => Promise<void>;
  readonly removeWriting: RemoveWriting;
  /** Somebody has the document open, or it is about to be stored. */
  readonly isOpen: (name: DocumentName) => boolean;
  readonly onError: (error: unknown) => void;
}

/**
 * Does what the deletion of an account leaves to do, in the background. Each step may be repeated: after a crash, or when
 * it cannot be finished now, it begins again.
 */
export const createEraser = (deps: EraserDependencies) => {
  const { leaving } = deps;
  const erase = async ({ userId, number, messages }: Erasure, isStopped: () => boolean): Promise<void> => {
    await deps.endSignIn(userId);
    if (messages) {
      for (const chapter of await leaving.chaptersOf(number))
        if (!(await deps.removeWriting(chapter, number, isStopped))) return;
    }
    const documents = await leaving.abandonedDocuments(userId);
    const closed = documents.filter((name) => !deps.isOpen(name));
    await leaving.dropDocuments(closed);
    // A document that is still being closed goes with the next run.
    if (closed.length === documents.length) await leaving.finishErasure(number);
  };
  return createRunner(async (isStopped) => {
    try {
      for (const erasure of await leaving.erasures()) {
        if (isStopped()) return false;
        await erase(erasure, isStopped).catch(deps.onError);
      }
    } catch (error) {
      deps.onError(error);
    }
    return false;
  });
};

/** Erases now and then: what a crash left, and documents that were still open. @returns the way to stop */
export const startErasing = (eraser: ReturnType<typeof createEraser>): (() => Promise<void>) => {
  const timer = setInterval(eraser.poke, ERASE_EVERY_MS);
  timer.unref();
  eraser.poke();
  return () => {
    clearInterval(timer);
    return eraser.stop();
  };
};
