import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Config } from '../../sync-server/config.ts';
import { createLog } from '../../sync-server/log.ts';
import { type StartedServer, type Surroundings, startServer } from '../../sync-server/start-server.ts';

export interface Running extends StartedServer {
  /** The loopback address it answers at, whatever its public one is. */
  readonly local: string;
  readonly data: string;
  /** Log lines, all levels. */
  readonly lines: string[];
}

export interface RunOptions {
  readonly config?: Partial<Config>;
  readonly surroundings?: Partial<Surroundings>;
}

/** The server in this process, on a free loopback port; gone with the running test, its data with it unless given. */
export const run = async ({ config = {}, surroundings = {} }: RunOptions = {}): Promise<Running> => {
  const temporary = config.data === undefined ? await mkdtemp(join(tmpdir(), 'skerry-')) : undefined;
  const data = config.data ?? temporary ?? '';
  const lines: string[] = [];
  const server = await startServer(
    {
      port: 0,
      host: '127.0.0.1',
      data,
      origin: undefined,
      log: 'debug',
      rateLimits: false,
      secret: undefined,
      trustProxy: false,
      signUp: 'open',
      groupRequests: false,
      mail: undefined,
      ...config,
    },
    {
      log: createLog('debug', (line) => lines.push(line), Date.now),
      now: Date.now,
      monotonic: () => performance.now(),
      random: Math.random,
      fatal: (reason) => {
        throw new Error(reason);
      },
      dist: join(data, 'no-dist'),
      ...surroundings,
    },
  );
  onTestFinished(async () => {
    await server.close();
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  });
  return { ...server, local: `http://127.0.0.1:${server.port}`, data, lines };
};

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined when it is no JSON. */
  readonly json: Record<string, unknown> | undefined;
}

export type Ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;

const parse = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

/** Requests with these headers; strings are sent as they are, all else as JSON. */
export const asking =
  (server: Pick<Running, 'local'>, own: Record<string, string> = {}): Ask =>
  async (method, path, body, headers = {}) => {
    const answer = await fetch(`${server.local}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...own, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: parse(text) };
  };

export interface Somebody {
  readonly userId: string;
  readonly number: number;
  readonly email: string;
  readonly token: string;
  readonly cookie: string;
  /** As a browser: with the cookie and the page's origin. */
  readonly ask: Ask;
}

export const PASSWORD = 'correct horse';
let count = 0;

export const cookieOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .join('; ');

export const signUp = async (server: Running, name: string): Promise<Somebody> => {
  const email = `${name.toLowerCase().replaceAll(/[^a-z]/g, '')}${count++}@example.org`;
  const stranger = asking(server, { origin: server.local });
  const signedUp = await stranger('POST', '/api/auth/sign-up/email', { name, email, password: PASSWORD });
  if (signedUp.status !== 200) throw new Error(`Sign-up failed: ${signedUp.text}`);
  const cookie = cookieOf(signedUp.headers);
  const ask = asking(server, { cookie, origin: server.local });
  const me = await ask('GET', '/api/me');
  return {
    userId: String(me.json?.userId),
    number: Number(me.json?.number),
    email,
    token: String(signedUp.json?.token),
    cookie,
    ask,
  };
};

export const codeOf = (reply: Reply): unknown => {
  const error = reply.json?.error;
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
};

/** A page of the server itself, signed in or not. */
export const pageOf = (server: Running, headers: Record<string, string> = {}) =>
  asking(server, { origin: server.local, ...headers });

/** The administrator, by the set-up link. */
export const administratorOf = async (server: Running) => {
  const token = new URL(server.setupUrl ?? '').searchParams.get('token');
  const body = { token, name: 'Ada', email: 'ada@example.org', password: PASSWORD };
  const reply = await pageOf(server)('POST', '/api/setup', body);
  if (reply.status !== 201) throw new Error(reply.text);
  return pageOf(server, { cookie: cookieOf(reply.headers) });
};
