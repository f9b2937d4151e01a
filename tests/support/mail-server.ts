import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

interface Letter {
  readonly to: string;
  /** Subject and body, decoded, with lines joined. */
  readonly text: string;
}

export interface MailServer {
  readonly url: string;
  readonly letters: readonly Letter[];
  /** The newest mail to an address, once there is one more than `before`. */
  next(to: string, before?: number): Promise<Letter>;
}

const decode = (raw: string): string =>
  raw
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const converse = (socket: Socket, take: (letter: Letter) => void): void => {
  let unread = '';
  let to = '';
  let data: string | undefined;
  socket.on('error', () => undefined);
  const answer = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'RCPT') to = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (verb === 'DATA') data = '';
    socket.write(verb === 'DATA' ? '354 go on\r\n' : verb === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
  };
  socket.write('220 test\r\n');
  socket.on('data', (chunk) => {
    unread += chunk.toString('latin1');
    for (let end = unread.indexOf('\r\n'); end >= 0; end = unread.indexOf('\r\n')) {
      const line = unread.slice(0, end);
      unread = unread.slice(end + 2);
      if (data === undefined) answer(line);
      else if (line !== '.') data += `${line}\r\n`;
      else {
        take({ to, text: decode(data) });
        data = undefined;
        socket.write('250 taken\r\n');
      }
    }
  });
};

/** A mail server that keeps what it receives; ends with the running test. */
export const startMailServer = async (): Promise<MailServer> => {
  const letters: Letter[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    converse(socket, (letter) => letters.push(letter));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    letters,
    async next(to, before = 0) {
      for (const deadline = Date.now() + 15_000; Date.now() < deadline; ) {
        const theirs = letters.filter((letter) => letter.to === to);
        const last = theirs.at(-1);
        if (theirs.length > before && last !== undefined) return last;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`No letter came for ${to}.`);
    },
  };
};
