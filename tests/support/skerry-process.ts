import { ServerProcess } from './server-process.ts';
import type { ServerAddress } from './sign-up.ts';

export interface RunningServer extends ServerAddress {
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
}

/** This server on the embedded default, in a given folder, without rate limits. */
export const startSkerry = async (data: string): Promise<RunningServer> => {
  const server = await ServerProcess.start({ data, env: { SKERRY_RATE_LIMITS: 'off', SKERRY_LOG: 'error' } });
  return {
    url: `${server.url.replace('http', 'ws')}/sync`,
    origin: server.url,
    stop: () => server.stop(),
    kill: () => server.kill(),
  };
};
