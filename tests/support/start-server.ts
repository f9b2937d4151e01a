import { onTestFinished } from 'vitest';
import { type ServerOptions, ServerProcess } from './server-process.ts';

/** A server for the running test: ends with it, and its output is shown when the test failed. Call inside a test. */
export const startServer = async (options: ServerOptions = {}): Promise<ServerProcess> => {
  const server = await ServerProcess.start(options);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') console.error(`The server printed:\n${server.output}`);
    await server.dispose();
  });
  return server;
};
