import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections, so that a released port stays free for a while. */
const [FIRST, PORTS] = [15_000, 17_000];

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

/**
 * A port of the loopback that was free a moment ago. For tests that need the port before the start, such as a server that
 * returns at the same address; otherwise let the server choose (`PORT=0`).
 */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * PORTS);
    if (await isFree(port)) return port;
  }
};
