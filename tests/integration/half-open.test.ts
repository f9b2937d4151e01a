import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { GATE_LIMITS } from '../../shared/protocol/limits.ts';
import { WireSocket } from '../../sync-server/sockets/wire-socket.ts';

/** A server that makes a `WireSocket` of each connection. */
const listen = async (now: () => number = () => performance.now()) => {
  const sockets: WireSocket[] = [];
  const server = createServer();
  const webSockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, wire, head) =>
    webSockets.handleUpgrade(request, wire, head, (socket) => {
      const own = new WireSocket(socket, wire, {
        address: 'here',
        now,
        siblings: () => sockets,
        onSignedIn: () => undefined,
      });
      socket.on('message', () => own.frameEnded());
      sockets.push(own);
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    for (const socket of webSockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
  });
  const newest = async (): Promise<WireSocket> => {
    for (;;) {
      const socket = sockets.at(-1);
      if (socket !== undefined) return socket;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { port, newest };
};

it('GATE-8 a line that does not answer one ping is cut at the next, within 35 seconds', async () => {
  expect(2 * GATE_LIMITS.pingMs).toBeLessThan(35_000);
  const { port, newest } = await listen();
  // Half open: it takes everything and says nothing.
  const mute = connect(port, '127.0.0.1');
  mute.write(
    'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  const closed = once(mute, 'close');
  mute.resume();
  const socket = await newest();
  socket.probe();
  expect(socket.isOpen).toBe(true);
  socket.probe();
  expect(socket.isOpen).toBe(false);
  await closed;
});

it('GATE-8 a line that answers stays, and one that is not read is not blamed for its silence', async () => {
  const { port, newest } = await listen();
  const device = new WebSocket(`ws://127.0.0.1:${port}`);
  await once(device, 'open');
  const socket = await newest();
  for (let i = 0; i < 3; i++) {
    const asked = once(device, 'ping');
    socket.probe();
    await asked;
    // Something the server hears after the pong.
    device.send('x');
    while (socket.unfinished > 0 || !socket.wasHeard) await new Promise((resolve) => setImmediate(resolve));
  }
  socket.pause();
  for (let i = 0; i < 3; i++) socket.probe();
  expect(socket.isOpen).toBe(true);
  socket.resume();
  socket.probe();
  expect(socket.isOpen).toBe(true);
  device.terminate();
});

it('GATE-7 a line whose frame is not complete after a minute is cut, one that keeps completing frames is not', async () => {
  let now = 0;
  const { port, newest } = await listen(() => now);
  const heard = async (socket: WireSocket, bytes: number): Promise<void> => {
    while (socket.unfinished < bytes) await new Promise((resolve) => setImmediate(resolve));
  };
  const slow = connect(port, '127.0.0.1');
  slow.write(
    'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  slow.resume();
  const closed = once(slow, 'close');
  const socket = await newest();
  // A masked frame of 200 bytes, of which only the first come.
  slow.write(Buffer.from([0x82, 0xfe, 0, 200, 0, 0, 0, 0, 1]));
  await heard(socket, 9);
  now = GATE_LIMITS.unfinishedMs;
  socket.probe();
  expect(socket.isOpen).toBe(true);
  // The answer to the ping is of no frame; the frame stays as old as it is.
  slow.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0]));
  slow.write(Buffer.from([1]));
  await heard(socket, 10);
  now += 1;
  socket.probe();
  expect(socket.isOpen).toBe(false);
  await closed;
});
