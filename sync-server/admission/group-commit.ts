import type { CommitRequest, CommitResult, Journal } from '../../storage/ports/journal.ts';

interface Waiting {
  readonly request: CommitRequest;
  readonly resolve: (result: CommitResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers what one turn of the event loop admits into one database transaction: one fsync for all of it.
 * @param schedule runs a function after the current turn (`setImmediate`; simulations pass their own)
 */
export const createGroupCommit = (journal: Pick<Journal, 'commit'>, schedule: (work: () => void) => void) => {
  let waiting: Waiting[] = [];
  let running = false;

  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    try {
      const results = await journal.commit(batch.map(({ request }) => request));
      for (const [i, { resolve, reject }] of batch.entries()) {
        const result = results[i];
        if (result === undefined) reject(new Error('the journal answered too few requests'));
        else resolve(result);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    if (waiting.length > 0) schedule(() => void flush());
    else running = false;
  };

  return {
    commit: (request: CommitRequest): Promise<CommitResult> =>
      new Promise((resolve, reject) => {
        waiting.push({ request, resolve, reject });
        if (running) return;
        running = true;
        schedule(() => void flush());
      }),
    /** Requests that no transaction has taken yet. */
    waiting: (): number => waiting.length,
  };
};
