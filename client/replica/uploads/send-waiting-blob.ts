import { DONE } from '../../../shared/result.ts';
import type { FileStore } from '../../files/file-store.ts';
import type { ApiResult, Clock, Files } from '../ports.ts';
import { type UploadControl, uploadBlob } from './upload-blob.ts';

interface SendDeps {
  readonly api: Files['blobs'];
  readonly clock: Clock;
  readonly store: FileStore;
}

const LOST: ApiResult<never> = { ok: false, error: { kind: 'refused', code: 'lost', retry: false } };

/** What this device has no copy of may be on the server all the same: forwarded, or completed before a restore. */
const findOnServer = async (api: Files['blobs'], blob: string, size: number): Promise<ApiResult<void>> => {
  const found = await api.isReadable(blob);
  if (!found.ok) return found;
  if (found.value) return DONE;
  const begun = await api.begin({ id: blob, class: 'sealed', size });
  if (!begun.ok) return begun.error.code === 'id-taken' ? LOST : begun;
  if (begun.value.state === 'complete') return DONE;
  // There is nothing to send.
  await api.remove(blob);
  return LOST;
};

/** Sees to it that the server has the blob. */
export const sendWaitingBlob = async (
  { api, clock, store }: SendDeps,
  { id, size, isRefused }: { readonly id: string; readonly size: number; readonly isRefused: boolean },
  control: UploadControl,
): Promise<ApiResult<void>> => {
  const kept = await store.get(id);
  if (!isRefused && (kept === undefined || kept.safe)) return DONE;
  const bytes = kept?.whole === true ? await store.sealed(kept) : undefined;
  if (bytes === undefined) return findOnServer(api, id, size);
  const sent = await uploadBlob({ api, clock }, id, bytes, control);
  // The blob is another person's; this device has a copy.
  return !sent.ok && sent.error.code === 'id-taken' ? findOnServer(api, id, size) : sent;
};
