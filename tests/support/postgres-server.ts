import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';

/** A real PostgreSQL on loopback, in a temporary folder. */
export interface PostgresServer {
  readonly pid: number;
  /** Of one of its databases. */
  urlOf(database: string): string;
  stop(): Promise<void>;
}

const DEBIAN = '/usr/lib/postgresql';
/** Generous for busy cores; alone it is ready in two seconds. */
const READY_MS = 60_000;

/** The folder of the newest version's programs. */
const programs = (): string => {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((one, other) => Number(other) - Number(one)) : [];
  const folder = versions.map((version) => join(DEBIAN, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
  if (folder === undefined) throw new Error('PostgreSQL is not installed (on Debian the package postgresql).');
  return folder;
};

/** PostgreSQL refuses to run as root: then it runs as its own user, or as nobody. */
const owner = (): { readonly uid: number; readonly gid: number } | Record<string, never> => {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = ['postgres', 'nobody'].map((name) => users.find(([known]) => known === name)).find(Boolean);
  if (user === undefined) throw new Error('There is no user to run PostgreSQL as.');
  return { uid: Number(user[2]), gid: Number(user[3]) };
};

const connects = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** Ends with whoever started it, however that ends: its input is closed then. */
const UNTIL_INPUT_ENDS =
  'folder=$1; shift; "$@" & server=$!; echo $server; cat > /dev/null; kill -INT $server; wait $server; rm -rf "$folder"';

/**
 * Starts one; throws with what it said when it does not come up. Its order of texts is not that of bytes, so that the
 * tests find out who relies on it.
 * @param settings for benchmarks, which need a disk that keeps what is told to be kept
 */
export const startPostgres = async (settings: readonly string[] = ['fsync=off']): Promise<PostgresServer> => {
  const bin = programs();
  const as = owner();
  const folder = mkdtempSync(join(tmpdir(), 'skerry-postgres-'));
  if (as.uid !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  const order = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en'];
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'skerry', '--auth=trust', '--no-sync', ...order], {
    ...as,
    cwd: folder,
    stdio: 'pipe',
  });
  const port = await freePort();
  const all = ['max_connections=200', `unix_socket_directories=${folder}`, 'listen_addresses=127.0.0.1', ...settings];
  const child = spawn(
    'sh',
    [
      '-c',
      UNTIL_INPUT_ENDS,
      'sh',
      folder,
      join(bin, 'postgres'),
      '-D',
      data,
      '-p',
      String(port),
      ...all.flatMap((one) => ['-c', one]),
    ],
    { ...as, cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let said = '';
  let pid = 0;
  child.stdout.on('data', (text: Buffer) => {
    pid ||= Number.parseInt(text.toString(), 10);
  });
  child.stderr.on('data', (text: Buffer) => {
    said = (said + text.toString()).slice(-4_000);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const urlOf = (database: string) => `postgres://skerry@127.0.0.1:${port}/${database}`;
  const deadline = Date.now() + READY_MS;
  while (!(await connects(urlOf('postgres')))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`PostgreSQL did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { pid, urlOf, stop };
};
