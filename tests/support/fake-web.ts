import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Web } from '../../sync-server/link-previews/fetch-public.ts';

/** A public address that nothing in a test really asks. */
export const PUBLIC = '93.184.215.14';

type Serve = (socket: Socket, head: string) => unknown;

/** An internet of one server: every connection that is let through ends at it, and is noted. */
export interface FakeWeb extends Web {
  readonly connections: { readonly address: string; readonly port: number }[];
  /** First lines of the requests, each with its host. */
  readonly requests: string[];
  /** Addresses of names, each list for one question, the last for all that follow; absent: `PUBLIC`. */
  readonly names: Map<string, string[][]>;
}

/** @param serve answers one request, whose head it is given */
export const startFakeWeb = async (serve: Serve): Promise<FakeWeb> => {
  const requests: string[] = [];
  const server: Server = createServer((socket) => {
    let head = '';
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      head += data.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      requests.push(`${head.split('\r\n')[0]} ${/^host: (.*)$/im.exec(head)?.[1]}`);
      serve(socket, head);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port: at } = server.address() as AddressInfo;
  const connections: FakeWeb['connections'] = [];
  const names = new Map<string, string[][]>();
  return {
    connections,
    requests,
    names,
    resolve: async (host) => {
      const answers = names.get(host) ?? [[PUBLIC]];
      return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    },
    connect: (address, port) => {
      connections.push({ address, port });
      return connect({ host: '127.0.0.1', port: at });
    },
  };
};

export const answerWith = (
  socket: Socket,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
  status = '200 OK',
): void => {
  const lines = Object.entries({ 'Content-Type': 'text/html', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\n${lines.join('')}\r\n`);
  socket.end(body);
};
