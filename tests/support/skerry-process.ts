import { ServerProcess } from './server-process.ts';
import type { ServerAddress } from './sign-up.ts';

export interface RunningServer extends ServerAddress {
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
}

/**
 * This server with its embedded default database, in a given folder, without rate limits; of another checkout where given.
 */
export const startSkerry = async (
  data: string,
  checkout?: string,
  given: Readonly<Record<string, string>> = {},
): Promise<RunningServer> => {
  const env = { SKERRY_RATE_LIMITS: 'off', SKERRY_LOG: 'error', ...given };
  const server = await ServerProcess.start({ data, env, ...(checkout === undefined ? {} : { checkout }) });
  return {
    url: `${server.url.replace('http', 'ws')}/sync`,
    origin: server.url,
    stop: () => server.stop(),
    kill: () => server.kill(),
  };
};
