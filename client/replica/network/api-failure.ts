import * as v from 'valibot';
import { API_ERROR } from '../../../shared/protocol/http.ts';
import type { HttpFailure } from '../../http/request.ts';
import type { ApiFailure } from '../ports.ts';

/** No answer of the server, or one in another shape than the server's. */
export const OFFLINE: ApiFailure = { kind: 'offline', retry: true };

/** What a failed request to `/api` means. */
export const failureOf = (failure: HttpFailure): ApiFailure => {
  const parsed = failure.kind === 'refused' ? v.safeParse(API_ERROR, failure.body) : undefined;
  if (failure.kind === 'offline' || !parsed?.success) return OFFLINE;
  const { code, retry } = parsed.output.error;
  return failure.status === 401 ? { kind: 'signed-out', code, retry: false } : { kind: 'refused', code, retry };
};
