import { filesIn } from '../../../shared/envelope/body.ts';
import { sealedFilesOf } from '../../../shared/envelope/file-body.ts';
import { sealedSize } from '../../../shared/files/sealed-file.ts';
import type { UploadView } from '../../channel/projections.ts';
import type { UnpublishedMessage } from '../commands/message-commands.ts';

export type UploadReason = NonNullable<UploadView['reason']>;

/** A blob of a message that waits for its files. */
interface WaitingBlob {
  readonly blob: string;
  /** Sealed bytes. */
  readonly size: number;
  sent: number;
  isDone: boolean;
}

/** A message that waits for its files, while the replica runs. */
export interface WaitingMessage extends UnpublishedMessage {
  readonly key: string;
  readonly blobs: ReadonlyMap<string, WaitingBlob>;
  readonly aborted: AbortController;
  isPaused: boolean;
  /** Failures in a row. */
  tries: number;
  /** Why nothing is sent now; without `againAt` only a person tries again. ms since 1970 */
  failure: { readonly reason: UploadReason; readonly againAt: number | undefined } | undefined;
}

export const waitingMessage = (key: string, { id, messageId, body, at }: UnpublishedMessage): WaitingMessage => ({
  key,
  id,
  messageId,
  at,
  body,
  blobs: new Map(
    filesIn(body)
      .flatMap(sealedFilesOf)
      .map(({ blob, size }) => [blob, { blob, size: sealedSize(size), sent: 0, isDone: false }]),
  ),
  aborted: new AbortController(),
  isPaused: false,
  tries: 0,
  failure: undefined,
});

export interface Candidate {
  readonly message: WaitingMessage;
  readonly blob: WaitingBlob;
}

/** So many blobs are sent at once. */
const AT_ONCE = 3;
/** Blobs larger than this are sent one at a time, so that a small file never waits behind large ones. Bytes */
const LARGE = 8 * 1024 * 1024;

/** The blobs to start sending now: small ones first, then in the order of their messages. */
export const nextBlobs = (
  messages: Iterable<WaitingMessage>,
  underWay: ReadonlyMap<string, Candidate>,
): readonly Candidate[] => {
  const waiting = new Map<string, Candidate>();
  for (const message of messages)
    if (!message.isPaused && message.failure === undefined)
      for (const blob of message.blobs.values())
        if (!blob.isDone && !underWay.has(blob.blob) && !waiting.has(blob.blob))
          waiting.set(blob.blob, { message, blob });
  const ordered = [...waiting.values()].sort((a, b) => a.blob.size - b.blob.size || a.message.at - b.message.at);
  let room = AT_ONCE - underWay.size;
  let hasLarge = [...underWay.values()].some(({ blob }) => blob.size > LARGE);
  return ordered.filter(({ blob }) => {
    const isLarge = blob.size > LARGE;
    if (room === 0 || (isLarge && hasLarge)) return false;
    room--;
    hasLarge ||= isLarge;
    return true;
  });
};

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0);

/** The upload as tabs show it. */
export const uploadView = (
  message: WaitingMessage,
  now: { readonly title: string; readonly isOnline: boolean; readonly isUnderWay: (blob: string) => boolean },
): UploadView => {
  const { id, messageId, body, blobs, isPaused, failure } = message;
  const isUnderWay = [...blobs.keys()].some(now.isUnderWay);
  const hasFailed = failure !== undefined && (now.isOnline || failure.againAt === undefined);
  const state = isPaused ? 'paused' : hasFailed ? 'failed' : now.isOnline && isUnderWay ? 'uploading' : 'waiting';
  const reason = isPaused ? undefined : hasFailed ? failure.reason : now.isOnline ? undefined : 'offline';
  return {
    conversationId: id,
    conversationTitle: now.title,
    messageId,
    size: sum([...blobs.values()].map(({ size }) => size)),
    sent: sum([...blobs.values()].map(({ sent }) => sent)),
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(state === 'failed' && failure?.againAt !== undefined ? { againAt: failure.againAt } : {}),
    files: filesIn(body).map((file) => {
      const own = sealedFilesOf(file).flatMap(({ blob }) => blobs.get(blob) ?? []);
      return {
        blob: file.blob,
        name: file.name,
        size: sum(own.map(({ size }) => size)),
        sent: sum(own.map(({ sent }) => sent)),
      };
    }),
  };
};
