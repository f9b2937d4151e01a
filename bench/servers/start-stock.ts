import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Starts stock Hocuspocus as a process of its own and waits for its port. */
export const startStock = (): Promise<{ url: string; stop: () => void }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['bench/servers/stock.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const timer = setTimeout(() => reject(new Error('stock Hocuspocus did not start')), 20_000);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /^port (\d+)/.exec(line)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve({ url: `ws://127.0.0.1:${port}/`, stop: () => child.kill('SIGTERM') });
    });
  });
