import type { BlobUpload } from '../../../shared/protocol/blobs.ts';
import { BLOB_LIMITS } from '../../../shared/protocol/limits.ts';
import { DONE, succeed } from '../../../shared/result.ts';
import type { ApiResult, BlobApi, Clock } from '../ports.ts';

/** Parts of one blob that are sent together: one waits for its answer while the next is on the line. */
const PARTS_AT_ONCE = 2;
/** A URL is not used any more once this share of its lifetime has passed. */
const URL_SHARE = 0.5;
/** A request without an answer is repeated at once so often; after that the caller waits. */
const TRIES = 3;
/** A store that loses parts while they are being sent is left alone after so many rounds more than there are parts. */
const ROUNDS_MORE = 4;

export interface UploadControl {
  readonly signal: AbortSignal;
  /** Bytes the server has, and those that are on their way. */
  readonly onSent: (bytes: number) => void;
}

const tried = async <T>(signal: AbortSignal, ask: () => Promise<ApiResult<T>>): Promise<ApiResult<T>> => {
  let answer = await ask();
  for (let i = 1; i < TRIES && !answer.ok && answer.error.kind === 'offline' && !signal.aborted; i++)
    answer = await ask();
  return answer;
};

type Uploading = Extract<BlobUpload, { state: 'uploading' }>;

const ABORTED: ApiResult<never> = { ok: false, error: { kind: 'offline', retry: true } };
const INCOMPLETE: ApiResult<never> = { ok: false, error: { kind: 'refused', code: 'incomplete', retry: true } };

/** Bytes that the store has already: all but the missing parts, which are listed from the first one on. */
const storedBefore = ({ urls, partBytes, parts }: Uploading, size: number): number => {
  const first = urls[0]?.part ?? parts + 1;
  return Math.min(size, (first - 1) * partBytes);
};

/**
 * Sends the parts of a blob that the server lacks, and completes it. A repeated call continues, because the server lists
 * the missing parts; a part that was being sent is sent again.
 */
export const uploadBlob = async (
  { api, clock }: { readonly api: BlobApi; readonly clock: Pick<Clock, 'monotonic'> },
  id: string,
  bytes: Blob,
  { signal, onSent }: UploadControl,
): Promise<ApiResult<void>> => {
  /** True when all of these were sent; false when their URLs may expire before. */
  const sendParts = async (upload: Uploading): Promise<ApiResult<boolean>> => {
    const until = clock.monotonic() + upload.validSeconds * 1_000 * URL_SHARE;
    const sent = new Map<number, number>();
    const report = (part: number, count: number): void => {
      sent.set(part, count);
      const total = [...sent.values()].reduce((sum, one) => sum + one, storedBefore(upload, bytes.size));
      if (!signal.aborted) onSent(Math.min(total, bytes.size));
    };
    const queue = [...upload.urls];
    let failed: Extract<ApiResult<void>, { ok: false }> | undefined;
    let isAll = true;
    const lane = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined && failed === undefined; next = queue.shift()) {
        if (signal.aborted || clock.monotonic() > until) {
          isAll = false;
          return;
        }
        const { part, url } = next;
        const slice = bytes.slice((part - 1) * upload.partBytes, part * upload.partBytes);
        const put = await tried(signal, () => api.putPart(url, slice, signal, (count) => report(part, count)));
        if (put.ok) report(part, slice.size);
        else failed ??= put;
      }
    };
    report(0, 0);
    await Promise.all(Array.from({ length: PARTS_AT_ONCE }, lane));
    return failed ?? succeed(isAll);
  };

  for (let rounds = 0, most = ROUNDS_MORE; rounds < most; rounds++) {
    if (signal.aborted) return ABORTED;
    const begun = await tried(signal, () => api.begin({ id, class: 'sealed', size: bytes.size }));
    if (!begun.ok) return begun;
    if (begun.value.state === 'complete') return DONE;
    if (signal.aborted) return ABORTED;
    most = ROUNDS_MORE + begun.value.parts;
    if (begun.value.urls.length > 0) {
      const sent = await sendParts(begun.value);
      if (!sent.ok) return sent;
      // There may be more of them.
      if (!sent.value || begun.value.urls.length >= BLOB_LIMITS.urlsAtOnce) continue;
    }
    const done = await tried(signal, () => api.complete(id));
    if (done.ok || done.error.code !== 'incomplete') return done;
  }
  return INCOMPLETE;
};
