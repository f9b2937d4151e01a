import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** Generous for two busy cores; alone it is ready in some 20 ms. */
const READY_MS = 30_000;

/** A real Redis on loopback that keeps nothing on disk, which tests stop, pause and start again. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  start(): Promise<void>;
  /** Ends it at once; what it knew is gone. */
  kill(): Promise<void>;
  /** Freezes it: its connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });

export const startRedis = async (): Promise<RedisServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'skerry-redis-'));
  const port = await freePort();
  let child: ChildProcess | undefined;
  let ended: Promise<void> = Promise.resolve();
  let output = '';

  const start = async (): Promise<void> => {
    const options = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--save',
      '',
      '--appendonly',
      'no',
    ];
    const started = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'pipe'] });
    child = started;
    let isOver = false;
    ended = new Promise((resolve) => {
      const over = () => {
        isOver = true;
        if (child === started) child = undefined;
        resolve();
      };
      started.once('exit', over);
      started.once('error', (error) => {
        output += error.message;
        over();
      });
    });
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000);
    };
    started.stdout.on('data', keep);
    started.stderr.on('data', keep);
    for (const late = Date.now() + READY_MS; !(await answers(port)); ) {
      if (isOver || Date.now() > late)
        throw new Error(
          `The Redis of the tests did not start. It is the program redis-server; on Debian: apt-get install --no-install-recommends redis-server (npm test does it as root).\n${output}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const kill = async (): Promise<void> => {
    child?.kill('SIGKILL');
    await ended;
  };

  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    start,
    kill,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    stop: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
