import type { LocalState } from '../local-state.ts';
import type { Api, Timers } from '../ports.ts';
import type { MarksRecord } from '../records.ts';

/** Receipts of this long go out together. ms */
const BATCH = 1_500;
const RETRY = 15_000;
const MOST = 500;
const NONE: MarksRecord = { read: 0, delivered: 0, sentRead: 0, sentDelivered: 0 };

/** Read and delivered watermarks: joined with max() here and there, so that neither order nor repetition matters. */
export interface ReceiptKeeper {
  readonly raise: (conversationId: string, marks: { readonly read?: number; readonly delivered?: number }) => void;
  readonly run: () => void;
  /** Conversations with watermarks the server does not have. */
  readonly waiting: () => number;
  readonly stop: () => void;
}

export const createReceiptKeeper = (
  localState: LocalState,
  api: Api,
  clock: Timers,
  mayTell: (conversationId: string) => boolean,
): ReceiptKeeper => {
  const { marks } = localState.tables;
  let stopped = false;
  let running = false;
  let cancel: (() => void) | undefined;

  const due = () =>
    [...marks].filter(
      ([id, mark]) => (mark.read > mark.sentRead || mark.delivered > mark.sentDelivered) && mayTell(id),
    );

  const schedule = (ms: number): void => {
    if (!stopped) cancel ??= clock.setTimer(ms, () => void send());
  };

  const send = async (): Promise<void> => {
    cancel = undefined;
    if (running || stopped) return;
    const batch = due().slice(0, MOST);
    if (batch.length === 0) return;
    running = true;
    const result = await api.receipts({
      receipts: batch.map(([conversationId, mark]) => ({
        conversationId,
        ...(mark.read > mark.sentRead ? { read: mark.read } : {}),
        ...(mark.delivered > mark.sentDelivered ? { delivered: mark.delivered } : {}),
      })),
    });
    running = false;
    if (stopped) return;
    // What is refused for good is not repeated: the next watermark will be higher.
    if (result.ok || (result.error.kind === 'refused' && !result.error.retry))
      await localState.commit(
        batch.map(([key, mark]) => ({
          kind: 'marks' as const,
          key,
          value: { ...(marks.get(key) ?? mark), sentRead: mark.read, sentDelivered: mark.delivered },
        })),
      );
    if (due().length > 0) schedule(result.ok ? BATCH : RETRY);
  };

  return {
    raise: (conversationId, raised) => {
      const known = marks.get(conversationId) ?? NONE;
      const read = Math.max(known.read, raised.read ?? 0);
      const delivered = Math.max(known.delivered, raised.delivered ?? 0);
      if (read === known.read && delivered === known.delivered) return;
      void localState.commit([{ kind: 'marks', key: conversationId, value: { ...known, read, delivered } }]);
      schedule(BATCH);
    },
    run: () => {
      if (due().length > 0) schedule(0);
    },
    waiting: () => due().length,
    stop: () => {
      stopped = true;
      cancel?.();
    },
  };
};
