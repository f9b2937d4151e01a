import { connect, type Socket } from 'node:net';

/** A hand-made WebSocket without an account; undefined when the server refuses it. */
export const connectOutsider = (port: number): Promise<Socket | undefined> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(
        `GET /sync HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
      ),
    );
    socket.once('data', (answer) => resolve(String(answer).includes(' 101 ') ? socket : undefined));
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(undefined));
  });

export const BINARY = 0x82;
export const PING = 0x89;

/** A masked frame (with a zero mask), or the beginning of one that claims to be longer. */
export const webSocketFrame = (head: number, payload: Uint8Array, length = payload.byteLength): Buffer => {
  const start = Buffer.alloc(length < 126 ? 6 : 14);
  start[0] = head;
  start[1] = length < 126 ? 0x80 | length : 0xff;
  if (length >= 126) start.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([start, payload]);
};

/** Resolves when the operating system has the bytes, or the socket is closed. */
export const write = (socket: Socket, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed || socket.write(bytes)) return resolve();
    const end = (): void => {
      socket.off('drain', end);
      socket.off('close', end);
      resolve();
    };
    socket.on('drain', end);
    socket.on('close', end);
  });
