import * as v from 'valibot';
import { BLOB_SOURCE, BLOB_UPLOAD } from '../../../shared/protocol/blobs.ts';
import { DONE, fail, succeed } from '../../../shared/result.ts';
import { type Method, request } from '../../http/request.ts';
import type { ApiResult, BlobApi } from '../ports.ts';
import { failureOf, OFFLINE } from './api-failure.ts';
import type { SendPart } from './send-part.ts';

/** `/api/blobs` of the server. A store in its data folder has URLs without an origin: they lead to the server. */
export const createBlobApi = (origin: string, sendPart: SendPart): BlobApi => {
  const call = async <T>(
    schema: v.GenericSchema<unknown, T>,
    method: Method,
    path: string,
    json?: unknown,
  ): Promise<ApiResult<T>> => {
    const answer = await request(method, `${origin}/api/blobs${path}`, { json });
    if (!answer.ok) return fail(failureOf(answer.error));
    const parsed = v.safeParse(schema, answer.value);
    return parsed.success ? succeed(parsed.output) : fail(OFFLINE);
  };
  const nothing = async (method: Method, path: string): Promise<ApiResult<void>> => {
    const answer = await call(v.unknown(), method, path);
    return answer.ok ? DONE : answer;
  };
  return {
    begin: (blob) => call(BLOB_UPLOAD, 'POST', '', blob),
    complete: (blob) => nothing('POST', `/${blob}/complete`),
    remove: (blob) => nothing('DELETE', `/${blob}`),
    isReadable: async (blob) => {
      const source = await call(BLOB_SOURCE, 'GET', `/${blob}`);
      if (source.ok) return succeed(true);
      return source.error.code === 'not-found' ? succeed(false) : source;
    },
    putPart: (url, bytes, signal, onSent) => sendPart(new URL(url, origin).href, bytes, signal, onSent),
  };
};
