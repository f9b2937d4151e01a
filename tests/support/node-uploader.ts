import { createBlobApi } from '../../client/replica/network/blob-api.ts';
import type { SendPart } from '../../client/replica/network/send-part.ts';
import type { BlobApi } from '../../client/replica/ports.ts';
import { DONE } from '../../shared/result.ts';
import type { Asker } from './blob-client.ts';

const OFFLINE = { ok: false, error: { kind: 'offline', retry: true } } as const;

/** As a browser's worker sends it, by the `fetch` of Node. */
const sendPartHere: SendPart = async (url, bytes, signal, onSent) => {
  try {
    const answer = await fetch(url, { method: 'PUT', body: bytes, signal });
    await answer.body?.cancel();
    onSent(bytes.size);
    return answer.ok ? DONE : { ok: false, error: { kind: 'refused', code: 'part-refused', retry: true } };
  } catch {
    return OFFLINE;
  }
};

/** Requests to the server itself bear the cookie, as a browser's do. Call the result when it is over. */
export const withCookie = ({ origin, cookie }: Asker): (() => void) => {
  const before = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const url = String(input);
    const isOwn = url.startsWith(`${origin}/api/`);
    return before(url, isOwn ? { ...init, headers: { ...init?.headers, cookie, origin } } : init);
  };
  return () => {
    globalThis.fetch = before;
  };
};

/** Calls back before and after each request, with its number from 0. */
export const countedApi = (api: BlobApi, onStep: (step: number) => Promise<void>): BlobApi => {
  let step = 0;
  const around = async <T>(ask: () => Promise<T>): Promise<T> => {
    await onStep(step++);
    const answer = await ask();
    await onStep(step++);
    return answer;
  };
  return {
    begin: (blob) => around(() => api.begin(blob)),
    complete: (blob) => around(() => api.complete(blob)),
    remove: (blob) => around(() => api.remove(blob)),
    isReadable: (blob) => around(() => api.isReadable(blob)),
    putPart: (...given) => around(() => api.putPart(...given)),
  };
};

export const blobApiOf = (who: Asker): BlobApi => createBlobApi(who.origin, sendPartHere);
