import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../sync-server/config.ts';
import { createLog } from '../../sync-server/log.ts';
import { type StartedServer, type Surroundings, startServer } from '../../sync-server/start-server.ts';
import { freePort } from './free-port.ts';
import { type ServerOptions, variablesOf } from './server-process.ts';
import { surroundingsFor } from './words.ts';

type Options = Pick<ServerOptions, 'host' | 'env' | 'words'> & { readonly surroundings?: Partial<Surroundings> };

/**
 * The real server in the tests' process, for journeys that neither kill nor stop it: a separate process takes two seconds
 * of a core to load and as long again to warm up.
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

  static async start(options: Options = {}): Promise<ServerHere> {
    const { host, env, words = 'plain', surroundings } = options;
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
      ...surroundingsFor(words),
      ...surroundings,
    });
    return new ServerHere(`http://${host ?? '127.0.0.1'}:${port}`, data, started);
  }

  /** The link for the administrator of a new data folder. */
  get setupLink(): string {
    if (this.started.setupUrl === undefined) throw new Error('The server has an administrator.');
    return this.started.setupUrl;
  }

  /** Stops it and deletes its data. */
  async dispose(): Promise<void> {
    await this.started.close();
    rmSync(this.data, { recursive: true, force: true });
  }
}
