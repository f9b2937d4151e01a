import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';

/** Sends DevTools commands to a page or a worker. */
export interface DevTools {
  readonly call: (method: string, parameters?: Record<string, unknown>) => Promise<unknown>;
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};

/** The page, and the worker that is its replica. */
export const attach = async (page: Page): Promise<{ readonly page: DevTools; readonly worker: DevTools }> => {
  const session: CDPSession = await page.context().newCDPSession(page);
  const waiting = new Map<number, (result: unknown) => void>();
  let next = 1;
  const worker = new Promise<string>((resolve) => {
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') resolve(sessionId);
    });
  });
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = record(JSON.parse(message));
    if (typeof id === 'number') waiting.get(id)?.(result);
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await worker;
  return {
    // Playwright's types name each method; here they are data.
    page: { call: (method, parameters) => Reflect.apply(session.send, session, [method, parameters]) },
    worker: {
      call: (method, params = {}) =>
        new Promise((resolve) => {
          const id = next++;
          waiting.set(id, resolve);
          void session.send('Target.sendMessageToTarget', {
            sessionId,
            message: JSON.stringify({ id, method, params }),
          });
        }),
    },
  };
};

/** Bytes of the JavaScript heap that are in use, after everything unused was collected. */
export const usedHeap = async (tools: DevTools): Promise<number> => {
  await tools.call('HeapProfiler.enable');
  await tools.call('HeapProfiler.collectGarbage');
  const { usedSize } = record(await tools.call('Runtime.getHeapUsage'));
  return typeof usedSize === 'number' ? usedSize : Number.NaN;
};

/** With a folder: writes CPU profiles of page and worker while the work runs. */
export const profiling = async <T>(
  folder: string | undefined,
  name: string,
  page: Page,
  work: () => Promise<T>,
): Promise<T> => {
  if (folder === undefined) return work();
  const tools = await attach(page);
  const both = Object.entries(tools);
  for (const [, one] of both) {
    await one.call('Profiler.enable');
    await one.call('Profiler.start');
  }
  try {
    return await work();
  } finally {
    mkdirSync(folder, { recursive: true });
    for (const [where, one] of both) {
      const { profile } = record(await one.call('Profiler.stop'));
      writeFileSync(join(folder, `${name}-${where}.cpuprofile`), JSON.stringify(profile));
    }
  }
};
