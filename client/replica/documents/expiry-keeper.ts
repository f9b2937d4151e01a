import { chapterDocument, parseDocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { FOREVER } from '../../channel/conversation-view.ts';
import type { LocalState } from '../local-state.ts';
import type { Clock } from '../ports.ts';
import { parseDocumentKey } from './document-key.ts';
import type { Pool } from './pool.ts';
import type { DocumentEvent, ReplicaDocument } from './replica-document.ts';
import { removeContents } from './replica-document.ts';

/**
 * What is due is hidden at once and taken out of the store this much later: the server sweeps first where there is a
 * connection, and clocks that differ a little do no harm. ms
 */
const GRACE = 5 * 60 * 1_000;
/** Wall clocks are set while a timer runs: check again at least this often. ms */
const LONGEST_WAIT = 5 * 60 * 1_000;
const SHORTEST_WAIT = 1_000;
const RETRY = 60 * 1_000;
const JITTER = 2_000;

/** Lets messages disappear from this device when they are due, also without a connection and in chapters nobody opens. */
export interface ExpiryKeeper {
  /** A chapter was opened, or these messages of it changed; undefined: any may have. */
  readonly refresh: (live: ReplicaDocument, messages?: ReadonlySet<MessageId>) => void;
  /**
   * The server's clock, ms since 1970: a device whose clock runs ahead must not remove what others still see. True: it
   * tells another difference than was known.
   */
  readonly heard: (serverTime: number) => boolean;
  /** How far the device's clock runs ahead of the server's, ms; undefined: not heard yet. */
  readonly ahead: () => number | undefined;
  /** Moments by the server's clock and by this device's, ms since 1970; 0 and an end that never comes stay. */
  readonly toServer: <At extends number | undefined>(at: At) => At;
  readonly toDevice: (at: number) => number;
  /** The device's clock for projections: refreshes what they showed or hid by a clock that was set since. */
  readonly clock: Clock;
  /** The facts name another newest message. */
  readonly noteHead: (id: ConversationId) => void;
  readonly run: () => void;
  readonly stop: () => void;
}

const move = <At extends number | undefined>(at: At, by: number): At =>
  at === undefined || at <= 0 || at >= FOREVER ? at : ((at + by) as At);

export const createExpiryKeeper = (options: {
  readonly clock: Clock;
  readonly localState: LocalState;
  readonly pool: Pool;
  readonly emit: (event: DocumentEvent) => void;
}): ExpiryKeeper => {
  const { clock, localState, pool } = options;
  const { document, fact, row } = localState.tables;
  /** The server's clock when it was last heard, and the moment by the monotonic clock: wall clocks are set back and forth. */
  let server: { readonly time: number; readonly at: number } | undefined;
  /** How far the device's clock runs ahead of the server's, as last heard, also by an earlier start. ms */
  let ahead = localState.session().ahead ?? 0;
  /** The earliest and the latest time by which it was decided what is due, since the last look. */
  let seen = { from: clock.now(), to: clock.now() };
  let stopped = false;
  let sweeping = false;
  let cancel: (() => void) | undefined;
  /** Stores that could not be read are not asked for at once again; by the monotonic clock. */
  let notBefore = Number.NEGATIVE_INFINITY;

  const readClock = (): number => {
    const now = clock.now();
    if (now < seen.from || now > seen.to) seen = { from: Math.min(seen.from, now), to: Math.max(seen.to, now) };
    return now;
  };

  /** By this time, as far as is known, the server's clock shows what is due, too. */
  const surelyNow = (): number =>
    server === undefined ? clock.now() : Math.min(clock.now(), server.time + clock.monotonic() - server.at);
  const dueOf = (message: ChapterMessage | undefined): number | undefined =>
    message === undefined || message.deletedBy !== undefined ? undefined : message.stamp?.due;

  const earliestIn = (messages: Iterable<ChapterMessage>): number | undefined => {
    let earliest: number | undefined;
    for (const message of messages) {
      const due = dueOf(message);
      if (due !== undefined && (earliest === undefined || due < earliest)) earliest = due;
    }
    return earliest;
  };

  const keepDue = (live: ReplicaDocument, due: number | undefined): void => {
    if (!live.isClosed && live.record.due !== due) void live.update({ due });
  };

  /** The row's preview comes from the facts, which do not say when it is due. */
  const noteHead = (id: ConversationId): void => {
    const head = fact.get(id)?.head;
    if (head === undefined) return;
    const due = dueOf(pool.peek(chapterDocument(id, head.chapter))?.index?.get(head.id as MessageId));
    const known = row.get(id);
    if (due === undefined || (known?.head?.id === head.id && known.head.due === due)) return;
    void localState.commit([{ kind: 'row', key: id, value: { ...known, head: { id: head.id, due } } }]);
  };

  const sweep = (live: ReplicaDocument): void => {
    const messages = live.index?.messages() ?? [];
    const gone = messages.filter((message) => (dueOf(message) ?? Number.POSITIVE_INFINITY) + GRACE <= surelyNow());
    if (gone.length > 0)
      live.expire(
        (doc) => {
          for (const { id } of gone) removeContents(doc, live.index, id);
        },
        new Set(gone.map(({ id }) => id)),
      );
    keepDue(live, earliestIn(live.index?.messages() ?? []));
  };

  /** Chapters that are closed and hold what has to go are opened one after another. */
  const sweepClosed = async (): Promise<void> => {
    if (sweeping) return;
    sweeping = true;
    for (const [key, record] of [...document]) {
      const name = parseDocumentKey(key);
      if (stopped || name === undefined || record.due === undefined || record.due + GRACE > surelyNow()) continue;
      if (pool.peek(name) !== undefined) continue;
      const live = await pool.use(name).catch(() => undefined);
      if (live === undefined) notBefore = clock.monotonic() + RETRY;
      else {
        sweep(live);
        await live.saver.whenSaved();
        pool.release(live);
      }
    }
    sweeping = false;
    if (!stopped) schedule();
  };

  const wake = (): void => {
    const now = readClock();
    // Back as well as forth: what a clock that was set back shows again has to disappear again.
    const { from, to } = seen;
    for (const live of pool.all()) {
      const { address, record } = live;
      if (address.kind !== 'chapter' || record.due === undefined || record.due > to) continue;
      const wasDue = (message: ChapterMessage) => {
        const due = dueOf(message);
        return due !== undefined && due > from && due <= to;
      };
      if (live.index?.messages().some(wasDue)) options.emit({ type: 'message-due', id: address.conversationId });
      sweep(live);
    }
    seen = { from: now, to: now };
    // The preview in a row disappears too, although its chapter may be closed.
    for (const [key, { head }] of row) {
      const address = head !== undefined && head.due <= to ? parseDocumentName(`conversation/${key}`) : undefined;
      if (address?.kind === 'conversation') options.emit({ type: 'message-due', id: address.conversationId });
    }
    void sweepClosed();
  };

  /** ms until something is due; infinite when nothing is. */
  const nextWake = (): number => {
    const now = clock.now();
    const surely = surelyNow();
    const held = notBefore - clock.monotonic();
    let next = Number.POSITIVE_INFINITY;
    const within = (wait: number) => {
      if (wait < next) next = wait;
    };
    for (const [key, { due }] of document) {
      if (due === undefined) continue;
      const name = parseDocumentKey(key);
      const live = name === undefined ? undefined : pool.peek(name);
      const swept = due + GRACE - surely;
      within(live === undefined ? Math.max(swept, held) : swept);
      for (const message of live?.index?.messages() ?? []) {
        const one = dueOf(message);
        if (one !== undefined && one > now) within(one - now);
      }
    }
    for (const { head } of row.values()) if (head !== undefined && head.due > now) within(head.due - now);
    return next;
  };

  const schedule = (): void => {
    cancel?.();
    cancel = undefined;
    const next = nextWake();
    if (stopped || next === Number.POSITIVE_INFINITY) return;
    cancel = clock.setTimer(Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, next)), wake);
  };

  return {
    refresh: (live, ids) => {
      const { index } = live;
      if (index === undefined || stopped) return;
      const changed = ids === undefined ? index.messages() : [...ids].flatMap((id) => index.get(id) ?? []);
      if (live.address.kind === 'chapter') noteHead(live.address.conversationId);
      const earliest = earliestIn(changed);
      const known = live.record.due;
      if (ids === undefined) sweep(live);
      else if (earliest !== undefined && (known === undefined || earliest < known)) keepDue(live, earliest);
      if (earliest !== undefined || known !== live.record.due) schedule();
    },
    noteHead,
    ahead: () => (server === undefined ? undefined : ahead),
    clock: { ...clock, now: readClock },
    heard: (serverTime) => {
      server = { time: serverTime, at: clock.monotonic() };
      const now = Math.round(clock.now() - serverTime);
      // Ignore differences that the time of one answer explains.
      if (Math.abs(now - ahead) <= JITTER) return false;
      ahead = now;
      void localState.commit([], { ...localState.session(), ahead });
      return true;
    },
    toServer: (at) => move(at, -ahead),
    toDevice: (at) => move(at, ahead),
    run: () => {
      wake();
      schedule();
    },
    stop: () => {
      stopped = true;
      cancel?.();
    },
  };
};
