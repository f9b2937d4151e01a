import type { Server as HttpServer } from 'node:http';
import type { Config } from './config.ts';
import { listenError } from './start-error.ts';

/** @returns the port, which the system chose if it was 0 */
export const listen = async (server: HttpServer, host: string, port: number): Promise<number> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  try {
    await promise;
  } catch (error) {
    throw listenError(error, host, port);
  }
  server.off('error', reject);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
};

/** Where people open the server. */
export const urlOf = (config: Pick<Config, 'host' | 'origin'>, port: number): string => {
  if (config.origin !== undefined) return config.origin;
  const everywhere = ['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::'].includes(config.host);
  const host = everywhere ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
  return `http://${host}:${port}`;
};
