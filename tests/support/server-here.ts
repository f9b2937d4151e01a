import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../sync-server/config.ts';
import { createLog } from '../../sync-server/log.ts';
import { type StartedServer, startServer } from '../../sync-server/start-server.ts';
import { freePort } from './free-port.ts';
import { type ServerOptions, variablesOf } from './server-process.ts';

/**
 * The real server in the process of the tests, for journeys in which it is neither killed nor stopped: one of its own
 * takes two seconds of a core to load and as long again to be warm.
 */
export class ServerHere {
  readonly url: string;
  private readonly data: string;
  private readonly started: StartedServer;

  private constructor(url: string, data: string, started: StartedServer) {
    this.url = url;
    this.data = data;
    this.started = started;
  }

  static async start({ host, env }: Pick<ServerOptions, 'host' | 'env'> = {}): Promise<ServerHere> {
    const data = mkdtempSync(join(tmpdir(), 'skerry-'));
    const port = await freePort();
    const read = readConfig(variablesOf(port, data, env));
    if (read.kind === 'mistakes') throw new Error(read.sentences.join('\n'));
    const started = await startServer(read.config, {
      log: createLog(read.config.log, (line) => process.stderr.write(`${line}\n`), Date.now),
      now: Date.now,
      monotonic: () => performance.now(),
      random: Math.random,
      fatal: (reason) => {
        throw new Error(reason);
      },
      dist: join(import.meta.dirname, '../../dist'),
    });
    return new ServerHere(`http://${host ?? '127.0.0.1'}:${port}`, data, started);
  }

  /** The link for the administrator of a new data folder. */
  get setupLink(): string {
    if (this.started.setupUrl === undefined) throw new Error('The server has an administrator.');
    return this.started.setupUrl;
  }

  /** Gone, with its data. */
  async dispose(): Promise<void> {
    await this.started.close();
    rmSync(this.data, { recursive: true, force: true });
  }
}
