/**
 * Runs each attack of one hostile member or outsider on its own server, next to an innocent pair in another
 * conversation, and measures the pair's acks and the server's memory. `npm run bench:hostile -- presence` runs only the
 * attacks with that word.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { join, makeGroup } from '../tests/support/members.ts';
import { ServerProcess } from '../tests/support/server-process.ts';
import { ATTACKS, type Attack } from './hostile/attacks.ts';
import { percentile, printTable } from './table.ts';

/** Targets on an otherwise idle machine. */
const MOST_MS = 250;
const MOST_MB = 512;

interface Heard {
  readonly latencies: number[];
  readonly lost: number;
}

/** Peak memory so far in MB; undefined when the process has ended. */
const peakOf = (pid: number | undefined): number | undefined => {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const tryAttack = async (attack: Attack): Promise<string[]> => {
  const server = await ServerProcess.start({ env: { NODE_ENV: 'production', SKERRY_LOG: 'error' } });
  const address = { url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url };
  try {
    const [alice, bob, mallory] = [
      await join(address, 'alice'),
      await join(address, 'bob'),
      await join(address, 'mallory'),
    ];
    const own = await makeGroup(alice, bob);
    const group = await makeGroup(alice, bob, mallory);
    const innocent = fork(joinPath(import.meta.dirname, 'hostile/innocent.ts'), [
      address.url,
      address.origin,
      alice.cookie,
      alice.token,
      String(alice.number),
      own.chapter,
    ]);
    try {
      await once(innocent, 'message');
      const ask = async (): Promise<Heard> => {
        innocent.send('take');
        const [heard] = (await once(innocent, 'message')) as [Heard];
        return heard;
      };
      await pause(2_000);
      await ask();
      await attack.run({ port: server.port, ...address, alice, mallory, group }).catch((error: unknown) => {
        console.error(`${attack.name}: ${error instanceof Error ? error.message : error}`);
      });
      await pause(500);
      const peak = peakOf(server.pid);
      const { latencies, lost } = await Promise.race([
        ask(),
        pause(90_000).then((): Heard => ({ latencies: [], lost: 1 })),
      ]);
      const p99 = percentile(latencies, 0.99);
      const isHeld = peak !== undefined && peak < MOST_MB && lost === 0 && p99 < MOST_MS;
      return [
        attack.name,
        percentile(latencies, 0.5).toFixed(1),
        p99.toFixed(1),
        Math.max(0, ...latencies).toFixed(0),
        String(latencies.length),
        String(lost),
        peak === undefined ? 'ended' : peak.toFixed(0),
        isHeld ? 'yes' : 'NO',
      ];
    } finally {
      innocent.kill('SIGKILL');
      for (const member of [alice, bob, mallory]) member.client.close();
    }
  } finally {
    await server.dispose();
  }
};

const words = process.argv.slice(2);
const rows: string[][] = [];
for (const attack of ATTACKS)
  if (words.length === 0 || words.some((word) => attack.name.includes(word))) {
    const row = await tryAttack(attack);
    console.error(row.join('  '));
    rows.push(row);
  }
printTable(`An innocent pair beside each attack (ack p99 < ${MOST_MS} ms, memory < ${MOST_MB} MB)`, [
  ['attack', 'ack p50 ms', 'ack p99 ms', 'most ms', 'acks', 'lost', 'server MB', 'held'],
  ...rows,
]);
process.exit(0);
