import { randomBytes, randomUUID } from 'node:crypto';
import { type WebSocket, WebSocketServer } from 'ws';
import type { PushService, Received } from './push-service.ts';

/** What Firefox asks of its push service over a WebSocket. */
interface Asked {
  readonly messageType: string;
  readonly channelID?: string;
  readonly updates?: readonly { readonly version: string; readonly code?: number }[];
}

/** Hands on to a real Firefox what a push service of ours gets. */
export class BrowserPushService {
  readonly url: string;
  /** Codes with which the browser answered pushes: 100 for shown, others for a worker that failed. */
  readonly codes: number[] = [];
  private readonly sockets: WebSocketServer;
  private socket: WebSocket | undefined;

  private constructor(sockets: WebSocketServer, service: PushService) {
    this.sockets = sockets;
    const address = sockets.address();
    if (typeof address !== 'object' || address === null) throw new Error('No port.');
    this.url = `ws://127.0.0.1:${address.port}/`;
    sockets.on('connection', (socket) => {
      this.socket = socket;
      socket.on('message', (data) => this.answer(socket, JSON.parse(String(data)), service));
    });
    service.onReceived = (received) => this.handOn(received);
  }

  static async start(service: PushService): Promise<BrowserPushService> {
    const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await new Promise((resolve) => sockets.once('listening', resolve));
    return new BrowserPushService(sockets, service);
  }

  private answer(socket: WebSocket, asked: Asked, service: PushService): void {
    const say = (message: object): void => socket.send(JSON.stringify(message));
    const { messageType, channelID } = asked;
    if (messageType === 'hello')
      say({ messageType, uaid: randomBytes(16).toString('hex'), status: 200, use_webpush: true, broadcasts: {} });
    if (messageType === 'register')
      say({ messageType, channelID, status: 200, pushEndpoint: `${service.origin}/${channelID}` });
    if (messageType === 'unregister') say({ messageType, channelID, status: 200 });
    if (messageType === 'ack' || messageType === 'nack')
      for (const { code = 100 } of asked.updates ?? [{ version: '' }]) this.codes.push(code);
  }

  private handOn({ path, body }: Received): void {
    this.socket?.send(
      JSON.stringify({
        messageType: 'notification',
        channelID: path.slice(1),
        version: randomUUID(),
        data: body.toString('base64url'),
        headers: { encoding: 'aes128gcm' },
      }),
    );
  }

  async stop(): Promise<void> {
    this.socket?.terminate();
    await new Promise((resolve) => this.sockets.close(resolve));
  }
}
