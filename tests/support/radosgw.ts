import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** A real S3 server: Ceph's gateway over a monitor and one disk in memory, on loopback, without sign-in between them. */
export interface S3Server {
  readonly url: string;
  readonly accessKey: string;
  readonly secretKey: string;
  stop(): Promise<void>;
}

const PROGRAMS = ['ceph-mon', 'ceph-osd', 'ceph', 'monmaptool', 'radosgw', 'radosgw-admin'];
const KEYS = { accessKey: 'skerry-tests', secretKey: 'secret-of-skerry-tests' };
/** Generous for two busy cores; alone all is ready in four seconds. */
const READY_MS = 90_000;

const missing = (): string[] =>
  PROGRAMS.filter(
    (program) => !(process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program))),
  );

/** Without the last two lines of paxos a start takes ten seconds longer; without the second of rgw each answer 40 ms. */
const configOf = (folder: string, id: string, monitor: number, gateway: number): string => `[global]
fsid = ${id}
mon host = [v2:127.0.0.1:${monitor}]
mon initial members = a
auth cluster required = none
auth service required = none
auth client required = none
ms bind msgr1 = false
ms cluster mode = crc
ms service mode = crc
ms client mode = crc
ms mon cluster mode = crc
ms mon service mode = crc
ms mon client mode = crc
public addr = 127.0.0.1
cluster addr = 127.0.0.1
run dir = ${folder}
keyring = ${join(folder, 'keyring')}
log file = ${join(folder, '$name.log')}
pid file =
admin socket =
mon data = ${join(folder, 'mon')}
mon data avail crit = 1
mon data avail warn = 1
mon allow pool size one = true
mon max pg per osd = 10000
osd data = ${join(folder, 'osd')}
osd objectstore = memstore
memstore device bytes = 4294967296
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
paxos propose interval = 0.05
paxos min wait = 0.01
rgw data = ${folder}
rgw frontends = beast endpoint=127.0.0.1:${gateway} tcp_nodelay=1
rgw thread pool size = 16
`;

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    async (answer) => {
      await answer.body?.cancel();
      return answer.ok;
    },
    () => false,
  );

/** Starts it; throws with what its programs said when it does not come up. */
export const startRadosgw = async (): Promise<S3Server> => {
  const lacking = missing();
  if (lacking.length > 0)
    throw new Error(
      `The tests of S3 need ${lacking.join(', ')}. On Debian: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd ceph-common (npm test does it as root).`,
    );
  const folder = mkdtempSync(join(tmpdir(), 'skerry-s3-'));
  const at = (name: string) => join(folder, name);
  const [monitor, gateway] = [await freePort(), await freePort()];
  const [id, disk] = [randomUUID(), randomUUID()];
  writeFileSync(at('ceph.conf'), configOf(folder, id, monitor, gateway));
  writeFileSync(at('keyring'), '');
  for (const name of ['mon', 'osd']) mkdirSync(at(name));
  const running: ChildProcess[] = [];
  const log: string[] = [];

  const run = (program: string, args: readonly string[]): ChildProcess => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer) => void log.push(`${program}: ${chunk}`);
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => keep(Buffer.from(error.message)));
    return child;
  };
  const ended = (child: ChildProcess): Promise<number | null> =>
    child.exitCode === null && child.signalCode === null
      ? new Promise((resolve) => {
          child.once('exit', (code) => resolve(code));
          child.once('error', () => resolve(null));
        })
      : Promise.resolve(child.exitCode);
  const once = async (program: string, ...args: string[]): Promise<void> => {
    const code = await ended(run(program, args));
    if (code !== 0) throw new Error(`${program} ended with ${code}.`);
  };
  const daemon = (program: string, ...args: string[]): void => {
    running.push(run(program, ['-c', at('ceph.conf'), ...args, '-f']));
  };
  const stop = async (): Promise<void> => {
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(running.map(ended));
    rmSync(folder, { recursive: true, force: true });
  };

  const url = `http://127.0.0.1:${gateway}`;
  try {
    const config = ['-c', at('ceph.conf')];
    await once('monmaptool', '--create', '--fsid', id, '--addv', 'a', `[v2:127.0.0.1:${monitor}]`, at('monmap'));
    await once('ceph-mon', ...config, '-i', 'a', '--mkfs', '--monmap', at('monmap'));
    daemon('ceph-mon', '-i', 'a');
    await once('ceph', ...config, '--connect-timeout', String(READY_MS / 1000), 'osd', 'new', disk, '0');
    await once('ceph-osd', ...config, '-i', '0', '--mkfs', '--osd-uuid', disk);
    daemon('ceph-osd', '-i', '0');
    daemon('radosgw', '-n', 'client.rgw');
    for (const late = Date.now() + READY_MS; !(await answers(url)); ) {
      if (Date.now() > late || running.some(({ exitCode }) => exitCode !== null))
        throw new Error('It did not get ready.');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const user = ['--uid', 'skerry', '--display-name', 'Skerry'];
    const keys = ['--access-key', KEYS.accessKey, '--secret', KEYS.secretKey];
    await once('radosgw-admin', ...config, '-n', 'client.rgw', 'user', 'create', ...user, ...keys);
    return { url, ...KEYS, stop };
  } catch (error) {
    const said = log.join('').slice(-4_000);
    await stop();
    throw new Error(`The S3 server of the tests did not start.\n${said}`, { cause: error });
  }
};
