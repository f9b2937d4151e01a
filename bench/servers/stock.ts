import { createServer } from 'node:http';
import { Hocuspocus } from '@hocuspocus/server';
import { WebSocketServer } from 'ws';

/** Hocuspocus as it comes: no storage, no judge, no stamps. Prints its port. */
const hocuspocus = new Hocuspocus({ quiet: true });
const http = createServer();
const sockets = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024 * 1024 });

http.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    const connection = hocuspocus.handleConnection(webSocket, new Request(`http://127.0.0.1${request.url}`));
    webSocket.on('message', (data: Buffer) => connection.handleMessage(new Uint8Array(data)));
    webSocket.on('close', (code, reason) => connection.handleClose({ code, reason: reason.toString() }));
  });
});
http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  if (typeof address === 'object' && address !== null) console.log(`port ${address.port}`);
});
process.on('SIGTERM', () => process.exit(0));
