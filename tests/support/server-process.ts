import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import type { Words } from './words.ts';

const CHECKOUT = join(import.meta.dirname, '../..');
/** The built server, as `npm start` runs it. */
export const BUILT_SERVER = join(CHECKOUT, 'dist-server/skerry.js');
/** Generous for two busy cores; a server alone is ready in under a second. */
const READY_MS = 30_000;
const STOP_MS = 15_000;

export interface ServerOptions {
  /** A folder to keep; when absent, a temporary one that `dispose` removes. */
  readonly data?: string;
  readonly port?: number;
  /** The host name to open it by; browsers make no passkeys for an IP address. */
  readonly host?: 'localhost';
  /** The checkout whose server runs, from source; when absent, this one, from its build if there is one. */
  readonly checkout?: string;
  /** How the app seals what it writes; plain when absent. */
  readonly words?: Words;
  readonly env?: Readonly<Record<string, string>>;
}

/** A running server as people know it. */
export interface TestServer {
  readonly url: string;
  /** The link for the administrator of a new data folder. */
  readonly setupLink: string;
}

/** The configuration of a test's server; `env` overrides it. */
export const variablesOf = (
  port: number,
  data: string,
  env: ServerOptions['env'],
): Readonly<Record<string, string>> => ({
  NODE_ENV: 'test',
  HOST: '127.0.0.1',
  PORT: String(port),
  SKERRY_DATA: data,
  // Most tests need people, however they got their accounts; tests about sign-up set this themselves.
  SKERRY_SIGN_UP: 'open',
  // Most tests are about groups whose members know each other.
  SKERRY_GROUP_REQUESTS: 'off',
  ...env,
});

const mainOf = ({ checkout, words }: ServerOptions): string => {
  if (words === 'sealed') return join(CHECKOUT, 'tests/support/sealed-server.ts');
  if (checkout === undefined && existsSync(BUILT_SERVER)) return BUILT_SERVER;
  // Another checkout may be from before the program had commands.
  const sources = ['skerry.ts', 'main.ts'].map((name) => join(checkout ?? CHECKOUT, 'sync-server', name));
  return sources.find((file) => existsSync(file)) ?? BUILT_SERVER;
};

/** The real server as a process of its own, started, stopped, killed and started again on one data folder and one port. */
export class ServerProcess {
  readonly data: string;
  readonly port: number;
  readonly url: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #main: string;
  readonly #ownsData: boolean;
  #child: ChildProcess | undefined;
  #exited: Promise<number | null> = Promise.resolve(null);
  #output = '';

  private constructor(port: number, options: ServerOptions) {
    this.port = port;
    this.url = `http://${options.host ?? '127.0.0.1'}:${port}`;
    this.#ownsData = options.data === undefined;
    this.data = options.data ?? mkdtempSync(join(tmpdir(), 'skerry-'));
    this.#env = options.env ?? {};
    this.#main = mainOf(options);
  }

  static async start(options: ServerOptions = {}): Promise<ServerProcess> {
    const server = new ServerProcess(options.port ?? (await freePort()), options);
    await server.start();
    return server;
  }

  /** Everything that all runs have printed. */
  get output(): string {
    return this.#output;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The link for the administrator, printed once on a new data folder. */
  get setupLink(): string {
    const link = /^Set-up link .*?(https?:\/\/\S+)/m.exec(this.#output)?.[1];
    if (!link) throw new Error(`The server printed no set-up link:\n${this.#output}`);
    return link;
  }

  /** Starts and waits until the server says that it is ready; throws with its output when it ends before that. */
  async start(): Promise<void> {
    if (this.#child) throw new Error('The server runs already.');
    // The runtime that runs the tests, without a shell or npm in between: a signal reaches only the server.
    const child = spawn(process.execPath, [this.#main, 'start'], {
      env: {
        ...process.env,
        // Our variable, not the server's, which would warn of it.
        SKERRY_CHROMIUM: '',
        ...variablesOf(this.port, this.data, this.#env),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const before = this.#output.length;
    const keep = (chunk: Buffer) => {
      this.#output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.#exited = new Promise((resolve) => {
      child.once('error', () => resolve(null));
      child.once('exit', (code) => resolve(code));
    });
    let ended = false;
    void this.#exited.then(() => {
      ended = true;
      if (this.#child === child) this.#child = undefined;
    });
    for (const deadline = Date.now() + READY_MS; !ended && Date.now() < deadline; ) {
      if (/^Skerry is ready/m.test(this.#output.slice(before))) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    child.kill('SIGKILL');
    throw new Error(`The server ${ended ? 'ended' : 'did not get ready'}:\n${this.#output}`);
  }

  /** Asks it to stop; throws when it has not ended within the deadline or ends with an error. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    const code = await this.#exited;
    clearTimeout(late);
    if (code !== 0) throw new Error(`The server ended with ${code ?? 'a signal'} when asked to stop:\n${this.#output}`);
  }

  /** As in a power cut: no handler runs. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#exited;
  }

  /** Freezes it, so that open connections stay open and nothing answers. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** For the end of a test: stops it, and deletes its data if it was temporary. */
  async dispose(): Promise<void> {
    await this.kill();
    if (this.#ownsData) rmSync(this.data, { recursive: true, force: true });
  }
}
