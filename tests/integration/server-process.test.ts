import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { BUILT_SERVER } from '../support/server-process.ts';

const folder = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'skerry-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
};

const start = (env: Record<string, string>) => {
  const child = spawn(process.execPath, [BUILT_SERVER, 'start'], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const printed = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    printed.out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    printed.err += String(chunk);
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  /** The address it prints once it listens; rejects when it ends before. */
  const ready = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const read = (): void => {
        const url = /ready at (\S+)/.exec(printed.out)?.[1];
        if (url !== undefined) resolve(url);
      };
      child.stdout.on('data', read);
      void ended.then(() => reject(new Error(`The server did not get ready: ${printed.err}`)));
      read();
    });
  return { child, printed, ended, ready };
};

it('CONF-1 and CONF-4 every mistake is one sentence, exit code 2, and nothing is created', async () => {
  const data = join(await folder(), 'data');
  // What a mistake is stands in tests/unit/server-config.test.ts; here, what the process does about one.
  const mistakes: Record<string, string>[] = [{ SKERRY_ORIGIN: 'chat.example.org' }, { SKERRY_RATE_LIMITS: 'off' }];
  for (const env of mistakes) {
    const server = start({ SKERRY_DATA: data, ...env });
    const code = await server.ended;
    expect([env, code, server.printed.out]).toEqual([env, 2, '']);
    expect(server.printed.err).toMatch(/^[A-Z][^\n]*\.\n$/);
    expect(server.printed.err).toContain(Object.keys(env)[0]);
  }
  await expect(readdir(data)).rejects.toThrow('ENOENT');
});

it('CONF-1 a taken port, a data folder that is a file, and a database that is none', async () => {
  const base = await folder();
  const blocker = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => {
    blocker.close();
  });
  await new Promise((resolve) => blocker.once('listening', resolve));
  const address = blocker.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const file = join(base, 'file');
  await writeFile(file, 'not a folder');
  await writeFile(
    join(base, 'skerry.sqlite'),
    'not a database, but long enough to be mistaken for the header of one'.repeat(20),
  );
  for (const [env, words] of [
    [{ PORT: port, SKERRY_DATA: join(base, 'a') }, `Port ${port}`],
    [{ SKERRY_DATA: file }, 'not a folder'],
    [{ SKERRY_DATA: base }, 'cannot be opened'],
    [{ HOST: '192.0.2.1', SKERRY_DATA: join(base, 'b') }, 'HOST 192.0.2.1'],
  ] as const) {
    const server = start({ ...env });
    expect([words, await server.ended]).toEqual([words, 2]);
    expect(server.printed.err).toMatch(/^[A-Z][^\n]*\.\n$/);
    expect(server.printed.err).toContain(words);
  }
});

it('RUN-1 CONF-2 CONF-5 a first start prints its address and the set-up link', async () => {
  const server = start({ SKERRY_DATA: await folder(), SKERRY_ORGIN: 'x' });
  const url = await server.ready();
  expect(url).toMatch(/^http:\/\/localhost:\d+$/);
  expect(server.printed.out).toMatch(
    new RegExp(
      `^Skerry is ready at ${url}\nSet-up link \\(once, for the administrator\\): ${url}/setup\\?token=\\S+\n$`,
    ),
  );
  expect(server.printed.err).toBe('SKERRY_ORGIN is not a setting of Skerry and was ignored.\n');
  server.child.kill('SIGINT');
  expect(await server.ended).toBe(0);
});

it.each(['SIGTERM', 'SIGINT'] as const)('RUN-2 %s closes sockets with 1012 and ends with 0', async (signal) => {
  const server = start({ SKERRY_DATA: await folder() });
  const port = new URL(await server.ready()).port;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/sync`);
  await new Promise((resolve) => socket.once('open', resolve));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const begin = performance.now();
  server.child.kill(signal);
  // RUN-3: npm passes the terminal's signal on a second time.
  server.child.kill(signal);
  expect(await closed).toBe(1012);
  expect(await server.ended).toBe(0);
  expect(performance.now() - begin).toBeLessThan(5_000);
});
