import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { GATE_LIMITS } from '../../shared/protocol/limits.ts';
import type { SocketHandlers, Sync, SyncSocket } from '../documents/sync.ts';
import { addressOf } from '../http/address.ts';
import { maySend, type OriginRule } from '../http/origin.ts';
import type { Log } from '../log.ts';
import { openStockSocket } from '../stock-clients/open-stock-socket.ts';
import { type AuthenticateDependencies, createAuthenticate } from './authenticate.ts';
import { WireSocket } from './wire-socket.ts';

/** RFC 6455: the server goes away and comes back. */
const SERVICE_RESTART = 1012;
const UNSUPPORTED_DATA = 1003;
/** RFC 6455 registry. */
const TRY_AGAIN_LATER = 1013;

export interface SocketDependencies extends AuthenticateDependencies {
  readonly sync: Pick<Sync, 'handleSocket'>;
  readonly origin: OriginRule;
  readonly frameBytes: number;
  readonly trustProxy: boolean;
  /** Open sockets of one address; a school or an office behind one has fewer. */
  readonly perAddress: number;
  /** The same of those whose account is not known yet. */
  readonly unknownPerAddress: number;
  readonly log: Log;
}

export interface Sockets {
  /** How many are open. */
  count(): number;
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

/** How many there are of each key. */
const createTally = () => {
  const counts = new Map<string, number>();
  let total = 0;
  return {
    of: (key: string): number => counts.get(key) ?? 0,
    total: (): number => total,
    add: (key: string, change: 1 | -1): void => {
      total += change;
      const count = (counts.get(key) ?? 0) + change;
      if (count > 0) counts.set(key, count);
      else counts.delete(key);
    },
  };
};

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

/** `/sync` and `/yjs/<document>` on the one port. */
export const createSockets = (deps: SocketDependencies): Sockets => {
  const { sync, log } = deps;
  const server = new WebSocketServer({ noServer: true, maxPayload: deps.frameBytes, perMessageDeflate: false });
  const open = createTally();
  const unknown = createTally();
  const wires = new Set<WireSocket>();
  const accounts = new Map<string, Set<WireSocket>>();
  let closing = false;

  const join = (account: string, socket: WireSocket): void => {
    const sockets = accounts.get(account) ?? new Set();
    accounts.set(account, sockets.add(socket));
    if (sockets.size > GATE_LIMITS.socketsPerAccount) socket.close(TRY_AGAIN_LATER, 'too many sockets');
  };
  const leave = (account: string, socket: WireSocket): void => {
    const sockets = accounts.get(account);
    sockets?.delete(socket);
    if (sockets?.size === 0) accounts.delete(account);
  };

  const serve = (
    socket: WebSocket,
    wire: Duplex,
    address: string,
    openRoute: (like: SyncSocket) => SocketHandlers,
  ): void => {
    let account: string | undefined;
    open.add(address, 1);
    unknown.add(address, 1);
    const known = (): void => {
      clearTimeout(deadline);
      unknown.add(address, -1);
    };
    const own = new WireSocket(socket, wire, {
      address,
      now: () => performance.now(),
      siblings: () => (account === undefined ? [own] : (accounts.get(account) ?? [own])),
      onSignedIn: (signedIn) => {
        account = signedIn;
        known();
        join(account, own);
      },
    });
    const deadline = setTimeout(() => own.terminate(), GATE_LIMITS.unknownMs);
    deadline.unref();
    wires.add(own);
    const handlers = openRoute(own);
    socket.on('message', (data: Buffer | ArrayBuffer | Buffer[], binary) => {
      own.frameEnded();
      if (!binary || !Buffer.isBuffer(data)) {
        socket.close(UNSUPPORTED_DATA, 'binary frames only');
        return;
      }
      handlers.handleMessage(data);
    });
    socket.on('close', () => {
      open.add(address, -1);
      wires.delete(own);
      if (account === undefined) known();
      else leave(account, own);
      handlers.handleClose();
    });
    socket.on('error', (error) => log.debug('socket-error', { error }));
  };

  const ping = setInterval(() => {
    for (const wire of wires) wire.probe();
  }, GATE_LIMITS.pingMs);
  ping.unref();

  /** What to do with an upgraded socket, by path; undefined for paths that are none of ours. */
  const routeOf = (request: IncomingMessage, headers: Headers): ((like: SyncSocket) => SocketHandlers) | undefined => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    // Without the query: tokens travel there, and hooks see this request.
    const seen = new Request(`http://localhost${url.pathname}`, { headers });
    if (url.pathname === '/sync') {
      const authenticate = createAuthenticate(deps, headers);
      return (like) => sync.handleSocket(like, seen, authenticate);
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
    count: () => wires.size,
    handleUpgrade(request, socket, head) {
      socket.on('error', (error) => log.debug('socket-error', { error }));
      if (closing) return refuse(socket, '503 Service Unavailable');
      const address = addressOf(
        request.socket.remoteAddress,
        String(request.headers['x-forwarded-for'] ?? ''),
        deps.trustProxy,
      );
      if (open.of(address) >= deps.perAddress || unknown.of(address) >= deps.unknownPerAddress)
        return refuse(socket, '429 Too Many Requests');
      if (unknown.total() >= GATE_LIMITS.unknownSockets) return refuse(socket, '503 Service Unavailable');
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
      server.handleUpgrade(request, socket, head, (upgraded) => serve(upgraded, socket, address, openRoute));
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
