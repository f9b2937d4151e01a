import { createServer } from 'node:net';

/**
 * A port of the loopback that was free a moment ago. For what must know its port before it starts, such as a server that
 * is to come back at the same address; otherwise let the server choose (`PORT=0`).
 */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
