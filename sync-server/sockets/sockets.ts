import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocketLike } from '@hocuspocus/server';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Sync } from '../documents/sync.ts';
import { addressOf } from '../http/address.ts';
import { maySend, type OriginRule } from '../http/origin.ts';
import type { Log } from '../log.ts';
import { openStockSocket } from '../stock-clients/open-stock-socket.ts';
import { type AuthenticateDependencies, createAuthenticate } from './authenticate.ts';
import type { SocketHandlers } from './socket-handlers.ts';

/** RFC 6455: the server goes away and comes back. */
const SERVICE_RESTART = 1012;
/** Several whole documents may be under way to a device that is busy reading. */
const UNREAD_FRAMES = 4;
const UNSUPPORTED_DATA = 1003;
/** ms between pings; a socket that did not answer the last one is gone, whatever its TCP connection says. */
const PING_MS = 30_000;

export interface SocketDependencies extends AuthenticateDependencies {
  readonly sync: Pick<Sync, 'handleSocket'>;
  readonly origin: OriginRule;
  readonly frameBytes: number;
  readonly trustProxy: boolean;
  /** Open sockets of one address; a school or an office behind one has fewer. */
  readonly perAddress: number;
  readonly log: Log;
}

export interface Sockets {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Refuses new ones and tells the open ones to come back later. */
  close(): void;
  /** Cuts what is still open. */
  terminate(): void;
}

const headersOf = (request: IncomingMessage): Headers => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
};

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

/**
 * A socket whose wire may break under `send`: Hocuspocus then hears of the close, which is what it acts on. A device that
 * stops reading is cut before it fills the server's memory.
 * @param most bytes that may wait to be read
 */
const asLike = (socket: WebSocket, wire: Duplex, most: number): WebSocketLike => ({
  get readyState() {
    return socket.readyState;
  },
  send(data) {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > most) return socket.terminate();
    // What one turn sends (acks and broadcasts of many documents) goes to the kernel in one call.
    if (wire.writableCorked === 0) {
      wire.cork();
      process.nextTick(() => wire.uncork());
    }
    if (typeof data === 'string' || ArrayBuffer.isView(data) || data instanceof ArrayBuffer) socket.send(data);
  },
  close: (code, reason) => socket.close(code, reason),
});

/** `/sync` and `/yjs/<document>` on the one port. */
export const createSockets = (deps: SocketDependencies): Sockets => {
  const { sync, log } = deps;
  const server = new WebSocketServer({ noServer: true, maxPayload: deps.frameBytes, perMessageDeflate: false });
  const silent = new WeakSet<WebSocket>();
  const open = new Map<string, number>();
  let closing = false;

  const count = (address: string, change: 1 | -1): void => {
    const left = (open.get(address) ?? 0) + change;
    if (left > 0) open.set(address, left);
    else open.delete(address);
  };

  const serve = (socket: WebSocket, wire: Duplex, open: (like: WebSocketLike) => SocketHandlers): void => {
    const handlers = open(asLike(socket, wire, UNREAD_FRAMES * deps.frameBytes));
    socket.on('message', (data: Buffer | ArrayBuffer | Buffer[], binary) => {
      if (!binary || !Buffer.isBuffer(data)) {
        socket.close(UNSUPPORTED_DATA, 'binary frames only');
        return;
      }
      handlers.handleMessage(data);
    });
    socket.on('pong', () => silent.delete(socket));
    socket.on('close', (code, reason) => handlers.handleClose({ code, reason: reason.toString() }));
    socket.on('error', (error) => log.debug('socket-error', { error }));
  };

  const ping = setInterval(() => {
    for (const socket of server.clients) {
      if (silent.has(socket)) socket.terminate();
      else {
        silent.add(socket);
        socket.ping();
      }
    }
  }, PING_MS);
  ping.unref();

  /** What to do with an upgraded socket, by path; undefined for paths that are none of ours. */
  const routeOf = (
    request: IncomingMessage,
    headers: Headers,
  ): ((like: WebSocketLike) => SocketHandlers) | undefined => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    // Without the query: tokens travel there, and hooks see this request.
    const seen = new Request(`http://localhost${url.pathname}`, { headers });
    if (url.pathname === '/sync') {
      const authenticate = createAuthenticate(deps, headers);
      return (like) => sync.handleSocket(like, seen, { authenticate });
    }
    if (!url.pathname.startsWith('/yjs/')) return undefined;
    return (like) =>
      openStockSocket({
        ...deps,
        socket: like,
        request: seen,
        path: url.pathname,
        token: url.searchParams.get('token') ?? '',
      });
  };

  return {
    handleUpgrade(request, socket, head) {
      socket.on('error', (error) => log.debug('socket-error', { error }));
      if (closing) return refuse(socket, '503 Service Unavailable');
      const address = addressOf(
        request.socket.remoteAddress,
        String(request.headers['x-forwarded-for'] ?? ''),
        deps.trustProxy,
      );
      if ((open.get(address) ?? 0) >= deps.perAddress) return refuse(socket, '429 Too Many Requests');
      let route: ReturnType<typeof routeOf>;
      try {
        const headers = headersOf(request);
        if (!maySend(deps.origin, headers)) return refuse(socket, '403 Forbidden');
        route = routeOf(request, headers);
      } catch {
        // A path or header that cannot be parsed.
        return refuse(socket, '400 Bad Request');
      }
      if (route === undefined) return refuse(socket, '404 Not Found');
      const openRoute = route;
      server.handleUpgrade(request, socket, head, (upgraded) => {
        count(address, 1);
        upgraded.on('close', () => count(address, -1));
        serve(upgraded, socket, openRoute);
      });
    },
    close() {
      closing = true;
      clearInterval(ping);
      for (const socket of server.clients) socket.close(SERVICE_RESTART, 'the server is restarting');
    },
    terminate() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
};
