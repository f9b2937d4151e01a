import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { ME } from '../../shared/protocol/http.ts';
import { PROTOCOL } from '../../shared/protocol/version.ts';

export interface ServerAddress {
  /** WebSocket address for sync. */
  readonly url: string;
  readonly origin: string;
}

export interface RunningServer extends ServerAddress {
  readonly process: ChildProcess;
  /** Asks it to end and waits until it has; kills it after six seconds. */
  stop(): Promise<void>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
}

/** Starts a program and waits until a line of its output matches. */
const start = (
  file: string,
  env: Record<string, string>,
  ready: RegExp,
): Promise<{ process: ChildProcess; port: string }> =>
  new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, [file], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const timer = setTimeout(() => reject(new Error(`${file} did not start`)), 20_000);
    process_.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
    createInterface({ input: process_.stdout }).on('line', (line) => {
      const port = ready.exec(line)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve({ process: process_, port });
    });
  });

const running = ({ process: child, port }: { process: ChildProcess; port: string }, path: string): RunningServer => ({
  url: `ws://127.0.0.1:${port}${path}`,
  origin: `http://127.0.0.1:${port}`,
  process: child,
  stop: () => end(child, 'SIGTERM'),
  kill: () => end(child, 'SIGKILL'),
});

const end = (child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
  child.removeAllListeners('exit');
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 6_000);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill(signal);
  });
};

export const startStock = async (): Promise<RunningServer> =>
  running(await start('bench/servers/stock.ts', {}, /^port (\d+)/), '/');

/** This server on the embedded default, in a given folder, without rate limits. @param port 0 for a free one */
export const startSkerry = async (data: string, port = 0): Promise<RunningServer> =>
  running(
    await start(
      'sync-server/main.ts',
      {
        PORT: String(port),
        HOST: '127.0.0.1',
        SKERRY_DATA: data,
        SKERRY_RATE_LIMITS: 'off',
        NODE_ENV: 'test',
        SKERRY_LOG: 'error',
      },
      /ready at http:\/\/[^:]+:(\d+)/,
    ),
    '/sync',
  );

export interface Person {
  readonly cookie: string;
  readonly number: number;
  readonly userId: string;
  readonly generation: number;
  /** The token of an Auth frame. */
  readonly token: string;
  /** Throws unless the answer is good. */
  post(path: string, body: unknown): Promise<Response>;
  get(path: string): Promise<Response>;
}

/** Signs an account up and gathers what a device knows of itself. */
export const signUp = async (server: ServerAddress, name: string): Promise<Person> => {
  const headers = { 'content-type': 'application/json', origin: server.origin };
  const answer = await fetch(`${server.origin}/api/auth/sign-up/email`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name, email: `${name}@example.org`, password: `password of ${name}` }),
  });
  if (!answer.ok) throw new Error(`sign-up of ${name}: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const get = (path: string) => fetch(`${server.origin}${path}`, { headers: { cookie } });
  const me = v.parse(ME, await (await get('/api/me')).json());
  return {
    cookie,
    number: me.number,
    userId: me.userId,
    generation: me.generation,
    token: JSON.stringify({ protocol: PROTOCOL, epoch: me.epoch }),
    get,
    post: async (path, body) => {
      const response = await fetch(`${server.origin}${path}`, {
        method: 'POST',
        headers: { ...headers, cookie },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return response;
    },
  };
};
