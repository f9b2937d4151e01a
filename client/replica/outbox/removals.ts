import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { FullMessageRef } from '../../channel/commands.ts';
import type { LocalState } from '../local-state.ts';
import type { Clock } from '../ports.ts';
import { parseRemoval, type RemovalRecord } from '../records.ts';

/** How long a deletion for everyone can be undone. ms */
const UNDO_WITHIN = 5_000;
const RETRY = 1_000;

/** Deletions for everyone that wait to be done: on disk, so that closing the app neither forgets nor forestalls them. */
export interface Removals {
  /** When it will be done. A repeated one keeps its time. */
  readonly add: (place: FullMessageRef) => Promise<number>;
  /** False: it is done, or was never asked for. */
  readonly undo: (place: FullMessageRef) => Promise<boolean>;
  readonly size: () => number;
  /** Those of an earlier start. */
  readonly run: () => void;
  readonly stop: () => void;
}

/** @param write deletes the message; resolves true when that is durable or can never be, false to be called again */
export const createRemovals = (
  localState: LocalState,
  clock: Clock,
  write: (place: FullMessageRef) => Promise<boolean>,
): Removals => {
  const { removal } = localState.tables;
  const timers = new Map<string, () => void>();
  /** From here on there is no way back. */
  const underWay = new Set<string>();
  let stopped = false;

  const keyOf = (id: ConversationId, messageId: MessageId): string => `${id}/${messageId}`;

  const perform = async (key: string, place: FullMessageRef): Promise<void> => {
    if (stopped) return;
    underWay.add(key);
    const done = await write(place).catch(() => false);
    if (stopped) return;
    // Only now: whatever breaks off before, the next start does it again, and a second deletion changes nothing.
    if (done) {
      await localState.commit([{ kind: 'removal', key, value: undefined }]);
      underWay.delete(key);
    } else wait(key, place, RETRY);
  };
  const wait = (key: string, place: FullMessageRef, ms: number): void => {
    timers.get(key)?.();
    timers.set(
      key,
      clock.setTimer(ms, () => {
        timers.delete(key);
        void perform(key, place);
      }),
    );
  };
  /** A clock that was set back must not make anybody wait for days. */
  const waitFor = (record: RemovalRecord): number => Math.min(UNDO_WITHIN, Math.max(0, record.dueAt - clock.now()));

  return {
    add: async (place) => {
      const key = keyOf(place.conversationId, place.messageId);
      const known = removal.get(key);
      if (known !== undefined) return known.dueAt;
      const { conversationId, chapter, messageId } = place;
      const dueAt = clock.now() + UNDO_WITHIN;
      wait(key, place, UNDO_WITHIN);
      const record = { conversationId, chapter, messageId, dueAt };
      // A store that has just ended is opened again: answered before, a crash would forget what was promised.
      if (!(await localState.commit([{ kind: 'removal', key, value: record }]))) await localState.durable();
      return dueAt;
    },
    undo: async ({ conversationId, messageId }) => {
      const key = keyOf(conversationId, messageId);
      if (!removal.has(key) || underWay.has(key)) return false;
      timers.get(key)?.();
      timers.delete(key);
      await localState.commit([{ kind: 'removal', key, value: undefined }]);
      return true;
    },
    size: () => removal.size,
    run: () => {
      for (const [key, record] of removal) {
        const place = parseRemoval(record);
        if (place !== undefined) wait(key, place, waitFor(record));
        else void localState.commit([{ kind: 'removal', key, value: undefined }]);
      }
    },
    stop: () => {
      stopped = true;
      for (const cancel of timers.values()) cancel();
    },
  };
};
