import { filesIn } from '../../../shared/envelope/body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { DONE, fail, type Result } from '../../../shared/result.ts';
import type { UploadView } from '../../channel/projections.ts';
import type { FileStore } from '../../files/file-store.ts';
import type { Change, LocalState } from '../local-state.ts';
import type { PendingMessages } from '../pending/pending-messages.ts';
import { readPending } from '../pending/pending-messages.ts';
import type { ApiFailure, ApiResult, Clock, Files, Random } from '../ports.ts';
import { type BlobUses, createBlobUses } from './blob-uses.ts';
import { type SentState, tidyFiles } from './file-space.ts';
import { createPacedProgress } from './paced-progress.ts';
import { sendWaitingBlob } from './send-waiting-blob.ts';
import {
  type Candidate,
  nextBlobs,
  type UploadReason,
  uploadView,
  type WaitingMessage,
  waitingMessage,
} from './upload-queue.ts';
import { createUploadRetries } from './upload-retries.ts';

export interface UploadKeeperDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly localState: LocalState;
  readonly userId: string;
  readonly files: Files;
  readonly pending: Pick<PendingMessages, 'release' | 'isReleased' | 'withdraw'>;
  readonly isOnline: () => boolean;
  readonly sentState: (id: ConversationId, messageId: MessageId) => Promise<SentState>;
  readonly titleOf: (id: ConversationId) => string;
  /** What tabs show has changed; `now`: a person caused it. */
  readonly changed: (now: boolean) => void;
}

/** Sends the files of messages to the server, and then lets the messages go. */
export interface UploadKeeper {
  readonly views: () => readonly UploadView[];
  /** Starts the uploads that can start. */
  readonly run: () => void;
  /** The server can be reached again, or a person wants it: what failed for a while is tried at once. */
  readonly wake: () => void;
  readonly pause: (key: string, on: boolean) => Promise<Result<void, 'unknown' | 'failed'>>;
  readonly retry: (key: string) => Result<void, 'unknown'>;
  /** The message is not sent; nothing of its files stays here or on the server. `too-late`: nothing waits for files. */
  readonly cancel: (key: string) => Promise<Result<void, 'too-late' | 'failed'>>;
  readonly uses: BlobUses;
  /** The files of this account on this device. */
  readonly openStore: () => Promise<FileStore>;
  /** How many files and recordings were attached and not sent. */
  readonly attached: () => Promise<number>;
  /** Frees the space of files that nobody misses. */
  readonly tidy: () => Promise<void>;
  readonly stop: () => void;
}

/** So often a message that the server refused for its files is sent again by itself. */
const REFUSALS = 5;

const REASONS: Readonly<Record<string, UploadReason>> = {
  'too-large': 'too-large',
  'quota-full': 'quota-full',
  'server-full': 'server-full',
  'too-many': 'too-many',
  lost: 'lost',
};

const reasonOf = ({ kind, code }: ApiFailure): UploadReason =>
  kind === 'refused' ? (REASONS[code ?? ''] ?? 'failed') : 'offline';

export const createUploadKeeper = (deps: UploadKeeperDeps): UploadKeeper => {
  const { clock, localState, pending, isOnline } = deps;
  const { tables } = localState;
  const api = deps.files.blobs;
  const messages = new Map<string, WaitingMessage>();
  const underWay = new Map<string, Candidate>();
  let opening: Promise<FileStore> | undefined;
  let isStopped = false;

  const openStore = (): Promise<FileStore> => {
    opening ??= deps.files.openStore(deps.userId);
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };

  const progress = createPacedProgress(clock, deps.changed);
  const retries = createUploadRetries({
    clock,
    random: deps.random,
    messages: () => messages.values(),
    onDue: () => run(),
  });

  const send = async ({ message, blob }: Candidate): Promise<ApiResult<void>> => {
    const store = await openStore();
    const isRefused = (tables.pending.get(message.key)?.refused ?? 0) > 0;
    return sendWaitingBlob(
      { api, clock, store },
      { id: blob.blob, size: blob.size, isRefused },
      {
        signal: message.aborted.signal,
        onSent: (count) => {
          if (count > blob.sent) message.tries = 0;
          blob.sent = count;
          progress.showSoon();
        },
      },
    );
  };
  const begin = async (candidate: Candidate): Promise<void> => {
    const { message, blob } = candidate;
    underWay.set(blob.blob, candidate);
    const sent = await send(candidate).catch((): ApiResult<never> => {
      return { ok: false, error: { kind: 'refused', code: 'failed', retry: true } };
    });
    underWay.delete(blob.blob);
    if (isStopped) return;
    if (sent.ok) {
      blob.isDone = true;
      blob.sent = blob.size;
      message.tries = 0;
      // Several messages may wait for it.
      for (const other of messages.values()) {
        const same = other.blobs.get(blob.blob);
        if (same !== undefined) Object.assign(same, { isDone: true, sent: same.size });
      }
    } else if (!message.aborted.signal.aborted && !message.isPaused)
      // The session ended: the upload continues when the person signs in again.
      retries.failed(message, reasonOf(sent.error), sent.error.retry || sent.error.kind === 'signed-out');
    run();
  };

  /** Messages as the records have them now. */
  const readWaiting = (): void => {
    for (const [key, message] of messages)
      if (!tables.pending.has(key) || pending.isReleased(key)) {
        message.aborted.abort();
        messages.delete(key);
      }
    for (const [key, record] of tables.pending) {
      if (messages.has(key) || pending.isReleased(key)) continue;
      const said = readPending(key, record);
      if (said === undefined || filesIn(said.body).length === 0) continue;
      const message = waitingMessage(key, said);
      messages.set(key, message);
      message.isPaused = record.paused === true;
      message.tries = record.refused ?? 0;
      if (message.tries > 1) retries.failed(message, 'failed', message.tries <= REFUSALS);
    }
  };

  const run = (): void => {
    if (isStopped) return;
    readWaiting();
    for (const [key, { blobs, isPaused }] of messages)
      if (!isPaused && [...blobs.values()].every(({ isDone }) => isDone)) {
        messages.delete(key);
        pending.release(key);
      }
    if (isOnline()) {
      for (const candidate of nextBlobs(messages.values(), underWay)) void begin(candidate);
      uses.removeWithdrawn();
    }
    progress.showSoon();
  };

  const uses = createBlobUses({
    clock,
    localState,
    api,
    openStore,
    isOnline,
    isUnderWay: (blob) => underWay.has(blob),
  });

  /** What was under way goes on as another try. */
  const restart = (message: WaitingMessage): void => {
    message.aborted.abort();
    const { key, blobs, isPaused } = message;
    const next = waitingMessage(key, message);
    for (const [blob, { isDone, sent }] of blobs) Object.assign(next.blobs.get(blob) ?? {}, { isDone, sent });
    next.isPaused = isPaused;
    messages.set(key, next);
  };

  return {
    uses,
    openStore,
    attached: async () => (await openStore()).attached(),
    tidy: () => tidyFiles({ clock, localState, openStore, uses, sentState: deps.sentState }),
    run,
    views: () =>
      [...messages.values()]
        .sort((a, b) => a.at - b.at || (a.messageId < b.messageId ? -1 : 1))
        .map((message) =>
          uploadView(message, {
            title: deps.titleOf(message.id),
            isOnline: isOnline(),
            isUnderWay: (blob) => underWay.get(blob)?.message === message,
          }),
        ),
    wake: () => {
      retries.clear();
      run();
    },
    pause: async (key, on) => {
      readWaiting();
      const message = messages.get(key);
      const record = tables.pending.get(key);
      if (message === undefined || record === undefined) return fail('unknown');
      message.isPaused = on;
      restart(message);
      const { paused: _, ...rest } = record;
      const kept = localState.commit([{ kind: 'pending', key, value: on ? { ...rest, paused: true } : rest }]);
      run();
      progress.showNow();
      return (await kept) ? DONE : fail('failed');
    },
    retry: (key) => {
      readWaiting();
      const message = messages.get(key);
      if (message === undefined) return fail('unknown');
      message.failure = undefined;
      message.tries = 0;
      run();
      progress.showNow();
      return DONE;
    },
    cancel: async (key) => {
      readWaiting();
      const message = messages.get(key);
      if (message === undefined) return fail('too-late');
      message.aborted.abort();
      messages.delete(key);
      const withdrawn: readonly Change[] = pending.withdraw(key);
      const row = tables.row.get(message.id);
      const shown: readonly Change[] =
        row?.own?.id === message.messageId ? [{ kind: 'row', key: message.id, value: { ...row, own: undefined } }] : [];
      const kept = localState.commit([...withdrawn, ...shown]);
      progress.showNow();
      // A disk that cannot be read: the files leave when space is freed, and the server forgets what nobody goes on with.
      await uses.letGo([...message.blobs.keys()]).catch(() => {});
      run();
      return (await kept) ? DONE : fail('failed');
    },
    stop: () => {
      isStopped = true;
      retries.stop();
      progress.stop();
      uses.stop();
      for (const { aborted } of messages.values()) aborted.abort();
      opening?.then((store) => store.close()).catch(() => {});
    },
  };
};
