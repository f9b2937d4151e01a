import { blobsIn, encodeBody, isMessageBody, type MessageBody, readBody } from '../../../shared/envelope/body.ts';
import { namedIn } from '../../../shared/envelope/mentions.ts';
import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import { type MessageId, parseMessageId } from '../../../shared/ids/ulid.ts';
import { summaryOf } from '../../../shared/protocol/summary-of.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type { Published, UnpublishedMessage } from '../commands/message-commands.ts';
import type { Change, LocalState } from '../local-state.ts';
import type { Clock } from '../ports.ts';
import { type Unwritten, wordsOf } from '../rebase/entry-text.ts';
import type { PendingRecord } from '../records.ts';

export type PendingEvent =
  /** A message that has to wait is on the disk. */
  | { readonly type: 'message-kept'; readonly id: ConversationId }
  /** The message became part of a chapter. */
  | {
      readonly type: 'message-published';
      readonly id: ConversationId;
      readonly messageId: MessageId;
      readonly body: MessageBody;
    };

/**
 * Owns messages that a person has sent and that no chapter holds yet: shows them at once, keeps them on the disk when they
 * have to wait, and writes them into their chapter as soon as possible.
 */
export interface PendingMessages {
  /** Awaits nothing while the chapter is open: the message is in it when this returns. */
  readonly add: (id: ConversationId, messageId: MessageId, body: MessageBody) => void;
  /** As rows of a timeline, ordered by time. */
  readonly in: (id: ConversationId) => readonly ChapterMessage[];
  /** The delivery state of one of these messages on this device. */
  readonly localDeliveryState: (messageId: MessageId) => 'pending' | 'saved' | 'not-saved';
  readonly size: (within?: string) => number;
  /** Writes what an earlier run of the replica left. */
  readonly resume: () => void;
  /** The server has the files of a message, which waited for that: it is written. */
  readonly release: (key: string) => void;
  readonly isReleased: (key: string) => boolean;
  /** What records that a message waits for its files. */
  readonly wait: (message: UnpublishedMessage) => readonly Change[];
  /** What records that a message that waits for its files is not sent. */
  readonly withdraw: (key: string) => readonly Change[];
  /** What records that messages wait again: the server does not have their files. They stand in no chapter any more. */
  readonly waitAgain: (id: ConversationId, unwritten: readonly Unwritten[]) => readonly Change[];
  readonly stop: () => void;
}

/** @param isWanted false: it was given up meanwhile, and must not be written */
type Publish = (message: UnpublishedMessage, isWanted: () => boolean) => Promise<Published>;

export interface PendingDeps {
  readonly clock: Clock;
  readonly localState: LocalState;
  readonly me: number;
  /** The newest chapter that takes messages. */
  readonly chapterIn: (id: ConversationId) => number;
  /** Whether a chapter that is open holds it. */
  readonly isWritten: (id: ConversationId, messageId: MessageId) => boolean;
  /** Writes it into its chapter, synchronously when that is open. Rejects when the chapter cannot be opened now. */
  readonly publish: Publish;
  /** The same for a message that may stand in any chapter already. */
  readonly publishLeft: Publish;
  /** Records that list messages that will not be written. */
  readonly notSent: (id: ConversationId, unwritten: readonly Unwritten[]) => readonly Change[];
  readonly emit: (event: PendingEvent) => void;
}

/** ms until a chapter that could not be opened is tried again. */
const AGAIN_AFTER = 1_000;

export const pendingKey = (id: ConversationId, messageId: MessageId): string => `${id}/${messageId}`;

/** What a record says; undefined when this version cannot read it. */
export const readPending = (key: string, { at, body: bytes }: PendingRecord): UnpublishedMessage | undefined => {
  const [conversation = '', message = ''] = key.split('/');
  const id = parseConversationId(conversation);
  const messageId = parseMessageId(message);
  const body = readBody(bytes);
  return id === undefined || messageId === undefined || !isMessageBody(body) ? undefined : { id, messageId, body, at };
};

/** The entry of *Not sent* for a message that will not be written. */
export const unwrittenOf = (
  messageId: MessageId,
  body: MessageBody,
  { at, body: bytes }: PendingRecord,
  reason: Unwritten['reason'],
  retry: boolean,
): Unwritten => ({ key: messageId, text: wordsOf(body), at, body: bytes, reason, retry });

export const createPendingMessages = (deps: PendingDeps): PendingMessages => {
  const { clock, localState, emit } = deps;
  const { pending } = localState.tables;
  /** Messages whose record the disk has. */
  const kept = new Set<string>(pending.keys());
  /** Messages that stand in a chapter; their record goes once the disk has them there. */
  const published = new Set<string>();
  const timers = new Map<string, () => void>();
  /** Messages whose files the server has; those of an earlier run were in a chapter already. */
  const released = new Set<string>(
    [...pending].flatMap(([key, record]) => {
      const said = readPending(key, record);
      const isSent = blobsIn(said?.body).some((blob) => {
        const left = localState.tables.blob.get(blob);
        return left?.state === 'sent' && left.messageId === said?.messageId;
      });
      return isSent ? [key] : [];
    }),
  );
  /** Messages of this run, which stand in no chapter yet. */
  const fresh = new Set<string>();
  /** How often the server lacked their files. */
  const refusals = new Map<string, number>();
  let stopped = false;

  const forget = async (key: string): Promise<void> => {
    published.delete(key);
    released.delete(key);
    fresh.delete(key);
    kept.delete(key);
    if (pending.has(key)) await localState.commit([{ kind: 'pending', key, value: undefined }]);
  };

  const publish = async (key: string, isLeft: boolean): Promise<void> => {
    timers.delete(key);
    const record = pending.get(key);
    const said = record === undefined ? undefined : readPending(key, record);
    if (stopped || record === undefined || said === undefined) return;
    const { id, messageId, body } = said;
    if (blobsIn(body).length > 0 && !released.has(key)) return;
    const writing = (isLeft ? deps.publishLeft : deps.publish)(said, () => pending.has(key));
    if (deps.isWritten(id, messageId)) published.add(key);
    try {
      const written = await writing;
      // It may wait for its files again.
      if (pending.get(key) !== record) return;
      if (!written.ok) {
        const reason = written.error === 'not-allowed' ? 'not-allowed' : 'other';
        const unwritten = unwrittenOf(messageId, body, record, reason, true);
        kept.delete(key);
        released.delete(key);
        await localState.commit([...deps.notSent(id, [unwritten]), { kind: 'pending', key, value: undefined }]);
        return;
      }
      published.add(key);
      emit({ type: 'message-published', id, messageId, body });
      // Until then a crash would take it from the chapter; a store that fails keeps the record for the next start.
      if ((await written.value.saved) && pending.get(key) === record) await forget(key);
    } catch {
      if (!stopped)
        timers.set(
          key,
          clock.setTimer(AGAIN_AFTER, () => void publish(key, isLeft)),
        );
    }
  };

  const toMessage = ({ id, messageId, body, at }: UnpublishedMessage): ChapterMessage => ({
    id: messageId,
    chapter: deps.chapterIn(id),
    by: deps.me,
    at,
    stamp: undefined,
    body,
    text: summaryOf(body),
    mentions: namedIn(body),
    quiet: false,
    deletedBy: undefined,
    edited: false,
    reactions: [],
    votes: body.kind === 'poll' ? body.options.map(() => []) : [],
    closed: false,
    pending: true,
  });

  return {
    add: (id, messageId, body) => {
      const key = pendingKey(id, messageId);
      if (pending.has(key)) return;
      fresh.add(key);
      const record: PendingRecord = { at: Math.max(0, clock.now()), body: encodeBody(body) };
      // In memory first: what is written at once needs no record on the disk.
      pending.set(key, record);
      const over = publish(key, false);
      if (published.has(key)) {
        pending.delete(key);
        published.delete(key);
        fresh.delete(key);
        return;
      }
      void localState.commit([{ kind: 'pending', key, value: record }]).then((isKept) => {
        if (!isKept || !pending.has(key)) return;
        kept.add(key);
        emit({ type: 'message-kept', id });
      });
      void over;
    },
    in: (id) => {
      if (pending.size === 0) return [];
      const found: ChapterMessage[] = [];
      for (const [key, record] of pending) {
        if (published.has(key) || !key.startsWith(`${id}/`)) continue;
        const said = readPending(key, record);
        if (said !== undefined) found.push(toMessage(said));
      }
      return found.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    },
    localDeliveryState: (messageId) => {
      if (localState.failing()) return 'not-saved';
      return [...kept].some((key) => key.endsWith(messageId)) ? 'saved' : 'pending';
    },
    size: (within) => {
      let count = 0;
      for (const key of pending.keys())
        if (!published.has(key) && (within === undefined || key.startsWith(`${within}/`))) count++;
      return count;
    },
    resume: () => {
      for (const key of pending.keys()) void publish(key, true);
    },
    release: (key) => {
      if (released.has(key)) return;
      released.add(key);
      void publish(key, !fresh.has(key));
    },
    isReleased: (key) => released.has(key),
    wait: ({ id, messageId, body, at }) => {
      const key = pendingKey(id, messageId);
      kept.add(key);
      return [{ kind: 'pending', key, value: { at: Math.max(0, at), body: encodeBody(body) } }];
    },
    withdraw: (key) => {
      kept.delete(key);
      fresh.delete(key);
      return [{ kind: 'pending', key, value: undefined }];
    },
    waitAgain: (id, unwritten) =>
      unwritten.flatMap(({ key: messageId, at, body }): readonly Change[] => {
        const key = `${id}/${messageId}`;
        if (body === undefined) return [];
        published.delete(key);
        released.delete(key);
        kept.add(key);
        const refused = (refusals.get(key) ?? 0) + 1;
        refusals.set(key, refused);
        return [
          { kind: 'pending', key, value: { at, body, refused } },
          ...blobsIn(readBody(body)).map((blob): Change => ({ kind: 'blob', key: blob, value: undefined })),
        ];
      }),
    stop: () => {
      stopped = true;
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
};
