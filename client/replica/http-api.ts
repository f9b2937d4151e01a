import * as v from 'valibot';
import { FEED_PAGE } from '../../shared/protocol/facts.ts';
import { API_ERROR, ME, PEOPLE } from '../../shared/protocol/http.ts';
import type { Api, ApiResult } from './ports.ts';

/** A request that takes longer is as good as no connection; it is repeated. */
const TIMEOUT_MS = 20_000;

const OFFLINE = { ok: false, kind: 'offline', retry: true } as const;
const NOTHING = v.pipe(
  v.unknown(),
  v.transform(() => undefined),
);

/** The server's `/api` by fetch, with the session's cookie. What does not parse is as if the server had failed. */
export const createHttpApi = (fetch_: typeof fetch): Api => {
  const call = async <T>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    schema: v.GenericSchema<unknown, T>,
    body?: unknown,
  ): Promise<ApiResult<T>> => {
    try {
      const response = await fetch_(`/api${path}`, {
        method,
        credentials: 'same-origin',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      if (response.status === 401) return { ok: false, kind: 'signed-out', retry: false };
      const answer: unknown = response.status === 204 ? undefined : await response.json();
      if (response.ok) {
        const parsed = v.safeParse(schema, answer);
        return parsed.success ? { ok: true, value: parsed.output } : OFFLINE;
      }
      const error = v.safeParse(API_ERROR, answer);
      // A proxy's page or a server that is starting: the same request may succeed later.
      if (!error.success || response.status >= 500) return OFFLINE;
      const { code, retry } = error.output.error;
      return { ok: false, kind: 'refused', code, retry };
    } catch {
      return OFFLINE;
    }
  };
  const part = encodeURIComponent;

  return {
    me: () => call('GET', '/me', ME),
    people: async (query) => {
      const result = await call('GET', `/people?query=${part(query)}`, PEOPLE);
      return result.ok ? { ok: true, value: result.value.people } : result;
    },
    feed: (since) => call('GET', `/feed?since=${since}`, FEED_PAGE),
    createConversation: (body) => call('POST', '/conversations', NOTHING, body),
    addMember: (id, body) => call('POST', `/conversations/${part(id)}/members`, NOTHING, body),
    changeMember: (id, userId, body) =>
      call('PATCH', `/conversations/${part(id)}/members/${part(userId)}`, NOTHING, body),
    removeMember: (id, userId) => call('DELETE', `/conversations/${part(id)}/members/${part(userId)}`, NOTHING),
    receipts: (body) => call('POST', '/receipts', NOTHING, body),
    signOut: () => call('POST', '/auth/sign-out', NOTHING, {}),
  };
};
