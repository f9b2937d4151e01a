import { expect, it, onTestFinished } from 'vitest';
import { createWebSocketNetwork } from '../../client/replica/network/web-socket.ts';
import type { Timers } from '../../client/replica/ports.ts';
import { createConnection, type ServerConnection } from '../../client/replica/sync/connection.ts';
import { BadProxy, type ProxyMode } from '../support/bad-proxy.ts';
import { run } from './running-server.ts';

const timers: Timers = {
  setTimer: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/** A device's connection through a proxy to a real server; HTTP stands for the feed, an open socket for the greeting. */
const connectThrough = async (mode: ProxyMode) => {
  const server = await run();
  const proxy = await BadProxy.start(server.port);
  proxy.mode = mode;
  const shown: string[] = [];
  const connection: ServerConnection = createConnection({
    timers,
    random: () => 0.5,
    network: createWebSocketNetwork(`${proxy.url.replace('http', 'ws')}/sync`),
    fetchFacts: async (signal) => {
      const answered = await fetch(`${proxy.url}/health/ready`, { signal }).catch(() => undefined);
      await answered?.body?.cancel();
      return answered?.ok ? 'fresh' : 'failed';
    },
    onOpen: () => {
      if (proxy.mode === 'pass') connection.account('authenticated');
    },
    onFrame: () => true,
    onClose: () => {},
    waiting: () => false,
    probe: () => {},
    onState: (state) => shown.push(state),
    onConnected: () => {},
  });
  onTestFinished(() => {
    connection.stop();
    proxy.stop();
  });
  return { proxy, connection, shown };
};

it.each(['refuse', 'busy', 'strip', 'drop'] as const)(
  'NET-3 NET-4 a network that does this to sockets is not stormed, and the state shown stays: %s',
  async (mode) => {
    const { proxy, connection, shown } = await connectThrough(mode);
    connection.wake('tab');
    await expect.poll(() => proxy.attempts.length, { timeout: 30_000, interval: 50 }).toBe(5);
    const gaps = proxy.attempts.slice(1).map((at, i) => at - (proxy.attempts[i] ?? 0));
    // With this jitter, and a little room for what the attempts themselves take.
    for (const [i, least] of [950, 950, 1_450, 2_900].entries()) expect(gaps[i]).toBeGreaterThan(least);
    expect(shown).toEqual(['connecting', 'offline', 'blocked']);

    proxy.mode = 'pass';
    await expect.poll(() => connection.wake('person'), { timeout: 5_000, interval: 100 }).toBe(true);
    await expect.poll(() => connection.state(), { timeout: 5_000, interval: 20 }).toBe('online');
    // An attempt that was under way when the network healed may still fail, and is then shown to whoever asked for it.
    expect(shown.slice(0, 4)).toEqual(['connecting', 'offline', 'blocked', 'connecting']);
    expect(shown.slice(-2)).toEqual(['connecting', 'online']);
  },
);

it.each(['hang', 'silence'] as const)(
  'NET-1 NET-2 an attempt ends where a network does this, and a wake starts another: %s',
  async (mode) => {
    const { proxy, connection, shown } = await connectThrough(mode);
    connection.wake('tab');
    await expect.poll(() => connection.state(), { timeout: 15_000, interval: 50 }).toBe('offline');
    proxy.mode = 'pass';
    proxy.cut();
    connection.wake('tab');
    await expect.poll(() => connection.state(), { timeout: 5_000, interval: 20 }).toBe('online');
    expect(shown).toEqual(['connecting', 'offline', 'online']);
  },
);
