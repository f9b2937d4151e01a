import type { Server } from 'node:http';
import { BLOB_LIMITS } from '../../shared/protocol/limits.ts';
import { BYTES_PATH } from '../blobs/signed-urls.ts';

const HEADERS_MS = 15_000;
/** ms in which a request must have arrived; answers may take their time. */
const REQUEST_MS = 60_000;

/** Slow senders hold nothing for long; only parts of blobs may take as long as their addresses are valid. */
export const boundRequests = (server: Server): void => {
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = BLOB_LIMITS.urlSeconds * 1000;
  server.on('request', (request) => {
    if (request.url?.startsWith(`${BYTES_PATH}/`) === true) return;
    const late = setTimeout(() => {
      if (!request.complete) request.destroy();
    }, REQUEST_MS);
    late.unref();
    request.once('close', () => clearTimeout(late));
  });
};
