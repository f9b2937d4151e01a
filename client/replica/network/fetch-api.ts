import * as v from 'valibot';
import { FEED_PAGE } from '../../../shared/protocol/facts.ts';
import { API_ERROR, ME, MESSAGE_RECEIPTS, PEOPLE } from '../../../shared/protocol/http.ts';
import { GROUP_LINK, GROUP_LINKS, JOINED, LINK_TARGET } from '../../../shared/protocol/http-groups.ts';
import type { Api, ApiResult } from '../ports.ts';

/** Longer than any answer takes; a request that hangs is as good as no network. ms */
const ANSWER_WITHIN = 20_000;

const JSON_TYPE = { 'content-type': 'application/json' };
const NOTHING = v.unknown();
const nothing = (answer: ApiResult<unknown>): ApiResult<void> => (answer.ok ? { ok: true, value: undefined } : answer);

/** `/api` by fetch. What is not the server's JSON (a captive portal, a proxy's page) counts as no network. */
export const createFetchApi = (origin: string): Api => {
  const call = async <T>(
    schema: v.GenericSchema<unknown, T>,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<ApiResult<T>> =>
    send(schema, method, path, body === undefined ? {} : { headers: JSON_TYPE, body: JSON.stringify(body) });
  const send = async <T>(
    schema: v.GenericSchema<unknown, T>,
    method: string,
    path: string,
    content: Pick<RequestInit, 'headers' | 'body'>,
  ): Promise<ApiResult<T>> => {
    let response: Response;
    let value: unknown;
    try {
      response = await fetch(origin + path, {
        method,
        credentials: 'same-origin',
        signal: AbortSignal.timeout(ANSWER_WITHIN),
        ...content,
      });
      const text = await response.text();
      value = text === '' ? undefined : JSON.parse(text);
    } catch {
      return { ok: false, kind: 'offline', retry: true };
    }
    if (response.ok) {
      const parsed = v.safeParse(schema, value);
      return parsed.success ? { ok: true, value: parsed.output } : { ok: false, kind: 'offline', retry: true };
    }
    const failure = v.safeParse(API_ERROR, value);
    if (response.status === 401)
      return {
        ok: false,
        kind: 'signed-out',
        ...(failure.success ? { code: failure.output.error.code } : {}),
        retry: false,
      };
    if (!failure.success) return { ok: false, kind: 'offline', retry: true };
    const { code, retry } = failure.output.error;
    return { ok: false, kind: 'refused', code, retry };
  };
  const at = encodeURIComponent;

  return {
    me: () => call(ME, 'GET', '/api/me'),
    changeMe: async (body) => nothing(await call(NOTHING, 'PATCH', '/api/me', body)),
    people: async (query) => {
      const answer = await call(PEOPLE, 'GET', `/api/people?query=${at(query)}`);
      return answer.ok ? { ok: true, value: answer.value.people } : answer;
    },
    feed: (since) => call(FEED_PAGE, 'GET', `/api/feed?since=${since}`),
    createConversation: async (body) => nothing(await call(NOTHING, 'POST', '/api/conversations', body)),
    addMember: async (id, body) => nothing(await call(NOTHING, 'POST', `/api/conversations/${at(id)}/members`, body)),
    changeMember: async (id, userId, body) =>
      nothing(await call(NOTHING, 'PATCH', `/api/conversations/${at(id)}/members/${at(userId)}`, body)),
    removeMember: async (id, userId) =>
      nothing(await call(NOTHING, 'DELETE', `/api/conversations/${at(id)}/members/${at(userId)}`)),
    putPicture: async (hash, bytes) =>
      nothing(await send(NOTHING, 'PUT', `/api/pictures/${at(hash)}`, { body: new Uint8Array(bytes) })),
    handOver: async (id, userId) =>
      nothing(await call(NOTHING, 'POST', `/api/conversations/${at(id)}/owner`, { userId })),
    deleteConversation: async (id) => nothing(await call(NOTHING, 'DELETE', `/api/conversations/${at(id)}`)),
    answerRequest: async (id, userId, accept) =>
      nothing(await call(NOTHING, 'POST', `/api/conversations/${at(id)}/requests/${at(userId)}`, { accept })),
    block: async (userId, body) => nothing(await call(NOTHING, 'PUT', `/api/blocks/${at(userId)}`, body)),
    declineGroup: async (id) => nothing(await call(NOTHING, 'POST', `/api/conversations/${at(id)}/decline`)),
    acceptStranger: async (id) => nothing(await call(NOTHING, 'POST', `/api/conversations/${at(id)}/accept`)),
    report: async (body) => nothing(await call(NOTHING, 'POST', '/api/reports', body)),
    createLink: (id, body) => call(GROUP_LINK, 'POST', `/api/conversations/${at(id)}/links`, body),
    links: async (id) => {
      const answer = await call(GROUP_LINKS, 'GET', `/api/conversations/${at(id)}/links`);
      return answer.ok ? { ok: true, value: answer.value.links } : answer;
    },
    revokeLink: async (id, linkId) =>
      nothing(await call(NOTHING, 'DELETE', `/api/conversations/${at(id)}/links/${at(linkId)}`)),
    lookAtLink: (token) => call(LINK_TARGET, 'POST', '/api/join/look', { token }),
    joinByLink: (token) => call(JOINED, 'POST', '/api/join', { token }),
    receipts: async (body) => nothing(await call(NOTHING, 'POST', '/api/receipts', body)),
    messageReceipts: (id, seq) => call(MESSAGE_RECEIPTS, 'GET', `/api/conversations/${at(id)}/receipts?seq=${seq}`),
    signOut: async () => nothing(await call(NOTHING, 'POST', '/api/auth/sign-out', {})),
  };
};
