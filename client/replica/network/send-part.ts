import { DONE } from '../../../shared/result.ts';
import type { ApiResult } from '../ports.ts';

/** Sends bytes to a URL of the store, and tells how many have left. Never rejects. */
export type SendPart = (
  url: string,
  bytes: Blob,
  signal: AbortSignal,
  onSent: (bytes: number) => void,
) => Promise<ApiResult<void>>;

/** A part that does not move for so long hangs. ms */
const HANGS_AFTER = 30_000;

const OFFLINE: ApiResult<never> = { ok: false, error: { kind: 'offline', retry: true } };
const REFUSED: ApiResult<never> = { ok: false, error: { kind: 'refused', code: 'part-refused', retry: true } };

/** By XMLHttpRequest: `fetch` says nothing of how much has left. The bytes stay a reference until they are sent. */
export const sendPart: SendPart = (url, bytes, signal, onSent) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    let silence = setTimeout(abort, HANGS_AFTER);
    const end = (result: ApiResult<void>): void => {
      clearTimeout(silence);
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    request.upload.onprogress = ({ loaded }) => {
      clearTimeout(silence);
      silence = setTimeout(abort, HANGS_AFTER);
      onSent(loaded);
    };
    request.onload = () => end(request.status >= 200 && request.status < 300 ? DONE : REFUSED);
    request.onerror = () => end(OFFLINE);
    request.onabort = () => end(OFFLINE);
    request.open('PUT', url);
    if (signal.aborted) return end(OFFLINE);
    signal.addEventListener('abort', abort);
    request.send(bytes);
  });
