import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Log } from '../log.ts';
import { OPERATOR_ACT, type OperatorAct, type OperatorAnswer } from './acts.ts';
import type { BlobHold } from './blob-hold.ts';

/** Bytes of an address of a Unix socket, on every system. */
const MOST_PATH = 100;
/** Bytes of a request. */
const MOST_BODY = 8 * 1024;

/** Where the running server of a data folder is asked; undefined: the folder's path is too long for a socket. */
export const controlPathOf = (data: string): string | undefined => {
  const path = join(data, 'control');
  return Buffer.byteLength(path) > MOST_PATH ? undefined : path;
};

export interface ControlDependencies {
  readonly data: string;
  readonly carryOut: (act: OperatorAct) => Promise<OperatorAnswer>;
  readonly hold: BlobHold;
  readonly log: Log;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > MOST_BODY) throw new Error('The request is too long.');
  }
  return body;
};

/**
 * Listens on a socket in the data folder, which only the folder's owner can open, so that commands act through the running
 * server: it knows what is open. Nothing of it is reached over the network.
 */
export const startControlSocket = async ({ data, carryOut, hold, log }: ControlDependencies) => {
  const path = controlPathOf(data);
  if (path === undefined) {
    log.warn('no-control-socket', { bytes: Buffer.byteLength(data) });
    return { close: () => undefined };
  }
  const answerAct = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parsed = v.safeParse(OPERATOR_ACT, JSON.parse(await bodyOf(request)));
    if (!parsed.success) {
      response.writeHead(400).end();
      return;
    }
    const answer = await carryOut(parsed.output);
    log.info('operator-act', { act: parsed.output.act, kind: answer.kind });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  };
  const server: Server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/hold-files') {
      // Until the other end closes, however it ends.
      const release = hold.hold();
      response.on('close', release);
      response.writeHead(200).write('held\n');
      return;
    }
    if (request.method !== 'POST' || request.url !== '/acts') {
      response.writeHead(404).end();
      return;
    }
    answerAct(request, response).catch((error: unknown) => {
      log.error('operator-act-failed', { error });
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  // A backup and a long compaction take their time.
  server.requestTimeout = 0;
  // Of a server that ended suddenly; this one has the lock of the folder.
  await rm(path, { force: true });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(path, resolve);
  await promise;
  server.off('error', reject);
  server.on('error', (error) => log.error('control-socket-failed', { error }));
  await chmod(path, 0o600);
  return {
    close: (): void => {
      server.close();
      server.closeAllConnections();
    },
  };
};
