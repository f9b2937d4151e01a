import { spawn } from 'node:child_process';
import { BUILT_SERVER } from './server-process.ts';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Generous for two busy cores: a command alone takes less than a second, on a hundred thousand messages some. */
const WITHIN_MS = 180_000;

/** Runs a command of the built program on a data folder, and waits for its end. */
export const runSkerry = async (
  data: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> => {
  const child = spawn(process.execPath, [BUILT_SERVER, ...args], {
    env: { PATH: process.env.PATH, NODE_ENV: 'test', SKERRY_DATA: data, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: WITHIN_MS,
    killSignal: 'SIGKILL',
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once('close', resolve);
  return { code: await promise, out, err };
};
