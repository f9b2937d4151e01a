import type { UserId } from '../../shared/ids/account.ts';
import { PROGRAM_LIMITS } from '../../shared/protocol/limits.ts';
import type { ServerMessage } from '../../shared/protocol/messages.ts';
import type { FeedListener, FeedPush } from '../documents/feed-push.ts';

const encoder = new TextEncoder();

interface Stream extends FeedListener {
  readonly userId: UserId;
  readonly sessionId: string;
  close(): void;
}

/**
 * The feeds of accounts as server-sent events, for programs that open no documents. A program that reads too slowly is
 * hung up, and goes on from the cursor it has.
 */
export const createEventStreams = (feedPush: Pick<FeedPush, 'follow'>) => {
  const streams = new Set<Stream>();

  const closeWhere = (isMeant: (stream: Stream) => boolean): void => {
    for (const stream of [...streams]) if (isMeant(stream)) stream.close();
  };

  return {
    /** @returns undefined: the account, or the server, has as many as it can have */
    open: (userId: UserId, sessionId: string, since: number): ReadableStream<Uint8Array> | undefined => {
      const own = [...streams].filter((stream) => stream.userId === userId).length;
      if (own >= PROGRAM_LIMITS.streamsOfAccount || streams.size >= PROGRAM_LIMITS.streams) return undefined;
      let isClosed = false;
      let stop = (): void => undefined;
      const start = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
        const write = (text: string): void => {
          if (isClosed) return;
          if ((controller.desiredSize ?? 0) <= 0) stream.close();
          else controller.enqueue(encoder.encode(text));
        };
        const alive = setInterval(() => write(': \n\n'), PROGRAM_LIMITS.streamAliveMs);
        const end = setTimeout(() => stream.close(), PROGRAM_LIMITS.streamMostMs);
        alive.unref();
        end.unref();
        const stream: Stream = {
          userId,
          sessionId,
          get isClosed() {
            return isClosed;
          },
          tell: (message: ServerMessage) => {
            if (message.type !== 'feed') return;
            write(`id: ${message.page.cursor}\nevent: feed\ndata: ${JSON.stringify(message.page)}\n\n`);
          },
          close: () => {
            if (isClosed) return;
            stop();
            controller.close();
          },
        };
        stop = () => {
          isClosed = true;
          streams.delete(stream);
          clearInterval(alive);
          clearTimeout(end);
        };
        streams.add(stream);
        write('retry: 5000\n\n');
        feedPush.follow(userId, stream, since);
      };
      return new ReadableStream<Uint8Array>(
        { start, cancel: () => stop() },
        new ByteLengthQueuingStrategy({ highWaterMark: PROGRAM_LIMITS.streamUnreadBytes }),
      );
    },
    closeSession: (sessionId: string): void => closeWhere((stream) => stream.sessionId === sessionId),
    closeAll: (): void => closeWhere(() => true),
  };
};
export type EventStreams = ReturnType<typeof createEventStreams>;
