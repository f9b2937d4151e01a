import * as v from 'valibot';
import { FEED_PAGE } from '../../../shared/protocol/facts.ts';
import { ME, MESSAGE_RECEIPTS, PEOPLE } from '../../../shared/protocol/http.ts';
import { GROUP_LINK, GROUP_LINKS, JOINED, LINK_TARGET } from '../../../shared/protocol/http-groups.ts';
import { DONE, fail, succeed } from '../../../shared/result.ts';
import {
  type Method,
  type RequestControl,
  type RequestOptions,
  request,
  UPLOAD_HANGS_AFTER,
} from '../../http/request.ts';
import type { Api, ApiResult } from '../ports.ts';
import { failureOf, OFFLINE } from './api-failure.ts';

const NOTHING = v.unknown();

const nothing = (answer: ApiResult<unknown>): ApiResult<void> => (answer.ok ? DONE : answer);

/** `/api` of the server. An answer in another shape than the server's counts as no network. */
export const createFetchApi = (origin: string): Api => {
  const send = async <T>(
    schema: v.GenericSchema<unknown, T>,
    method: Method,
    path: string,
    options: RequestOptions,
  ): Promise<ApiResult<T>> => {
    const answer = await request(method, origin + path, options);
    if (!answer.ok) return fail(failureOf(answer.error));
    const parsed = v.safeParse(schema, answer.value);
    return parsed.success ? succeed(parsed.output) : fail(OFFLINE);
  };
  const call = <T>(
    schema: v.GenericSchema<unknown, T>,
    method: Method,
    path: string,
    json?: unknown,
    control?: RequestControl,
  ): Promise<ApiResult<T>> => send(schema, method, path, { json, control });
  const at = encodeURIComponent;

  return {
    me: (control) => call(ME, 'GET', '/api/me', undefined, control),
    changeMe: async (body) => nothing(await call(NOTHING, 'PATCH', '/api/me', body)),
    people: async (query) => {
      const answer = await call(PEOPLE, 'GET', `/api/people?query=${at(query)}`);
      return answer.ok ? { ok: true, value: answer.value.people } : answer;
    },
    feed: (since, proof, control) =>
      call(
        FEED_PAGE,
        'GET',
        `/api/feed?since=${since}${proof === undefined ? '' : `&proof=${proof}`}`,
        undefined,
        control,
      ),
    createConversation: async (body) => nothing(await call(NOTHING, 'POST', '/api/conversations', body)),
    addMember: async (id, body) => nothing(await call(NOTHING, 'POST', `/api/conversations/${at(id)}/members`, body)),
    changeMember: async (id, userId, body) =>
      nothing(await call(NOTHING, 'PATCH', `/api/conversations/${at(id)}/members/${at(userId)}`, body)),
    removeMember: async (id, userId) =>
      nothing(await call(NOTHING, 'DELETE', `/api/conversations/${at(id)}/members/${at(userId)}`)),
    putPicture: async (hash, bytes) =>
      nothing(await send(NOTHING, 'PUT', `/api/pictures/${at(hash)}`, { bytes, hangsAfter: UPLOAD_HANGS_AFTER })),
    transferOwnership: async (id, userId) =>
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
    previewLink: (token) => call(LINK_TARGET, 'POST', '/api/join/look', { token }),
    joinByLink: (token) => call(JOINED, 'POST', '/api/join', { token }),
    receipts: async (body) => nothing(await call(NOTHING, 'POST', '/api/receipts', body)),
    messageReceipts: (id, seq) => call(MESSAGE_RECEIPTS, 'GET', `/api/conversations/${at(id)}/receipts?seq=${seq}`),
    signOut: async () => nothing(await call(NOTHING, 'POST', '/api/auth/sign-out', {})),
  };
};
