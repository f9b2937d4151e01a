import * as v from 'valibot';
import { FEED_PAGE } from '../../../shared/protocol/facts.ts';
import { API_ERROR, ME, MESSAGE_RECEIPTS, PEOPLE } from '../../../shared/protocol/http.ts';
import { GROUP_LINK, GROUP_LINKS, JOINED, LINK_TARGET } from '../../../shared/protocol/http-groups.ts';
import type { Api, ApiResult, RequestControl } from '../ports.ts';

/** A request that hears nothing for this long hangs, which is as good as no network. ms */
const HANGS_AFTER = 10_000;
/** An upload says nothing of its progress: a picture of 2 MB on a slow line. ms */
const UPLOAD_HANGS_AFTER = 60_000;
/** An answer that trickles for this long will not end. ms */
const ENDS_WITHIN = 60_000;

const JSON_TYPE = { 'content-type': 'application/json' };
const NOTHING = v.unknown();

/** Ends a request that hangs, that never ends, or that its caller gives up. */
const watchRequest = (hangsAfter: number, control: RequestControl | undefined) => {
  const request = new AbortController();
  const end = (): void => request.abort();
  const whole = setTimeout(end, Math.max(hangsAfter, ENDS_WITHIN));
  let silence = setTimeout(end, hangsAfter);
  if (control?.signal.aborted) end();
  control?.signal.addEventListener('abort', end);
  return {
    signal: request.signal,
    heard: (): void => {
      clearTimeout(silence);
      silence = setTimeout(end, hangsAfter);
      control?.onProgress?.();
    },
    over: (): void => {
      clearTimeout(whole);
      clearTimeout(silence);
      control?.signal.removeEventListener('abort', end);
    },
  };
};

const readText = async (response: Response, heard: () => void): Promise<string> => {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) return text + decoder.decode();
    heard();
    text += decoder.decode(part.value, { stream: true });
  }
};

const nothing = (answer: ApiResult<unknown>): ApiResult<void> => (answer.ok ? { ok: true, value: undefined } : answer);

/** `/api` by fetch. What is not the server's JSON (a captive portal, a proxy's page) counts as no network. */
export const createFetchApi = (origin: string): Api => {
  const call = async <T>(
    schema: v.GenericSchema<unknown, T>,
    method: string,
    path: string,
    body?: unknown,
    control?: RequestControl,
  ): Promise<ApiResult<T>> =>
    send(schema, method, path, body === undefined ? {} : { headers: JSON_TYPE, body: JSON.stringify(body) }, control);
  const send = async <T>(
    schema: v.GenericSchema<unknown, T>,
    method: string,
    path: string,
    content: Pick<RequestInit, 'headers' | 'body'>,
    control?: RequestControl,
    hangsAfter = HANGS_AFTER,
  ): Promise<ApiResult<T>> => {
    const watch = watchRequest(hangsAfter, control);
    let response: Response;
    let value: unknown;
    try {
      response = await fetch(origin + path, {
        method,
        credentials: 'same-origin',
        signal: watch.signal,
        ...content,
      });
      watch.heard();
      const text = await readText(response, watch.heard);
      // The server says nothing only with this status; a captive portal may with any.
      value = text === '' && response.status === 204 ? undefined : JSON.parse(text);
    } catch {
      return { ok: false, kind: 'offline', retry: true };
    } finally {
      watch.over();
    }
    if (response.ok) {
      const parsed = v.safeParse(schema, value);
      return parsed.success ? { ok: true, value: parsed.output } : { ok: false, kind: 'offline', retry: true };
    }
    const failure = v.safeParse(API_ERROR, value);
    if (!failure.success) return { ok: false, kind: 'offline', retry: true };
    const { code, retry } = failure.output.error;
    if (response.status === 401) return { ok: false, kind: 'signed-out', code, retry: false };
    return { ok: false, kind: 'refused', code, retry };
  };
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
      nothing(
        await send(
          NOTHING,
          'PUT',
          `/api/pictures/${at(hash)}`,
          { body: new Uint8Array(bytes) },
          undefined,
          UPLOAD_HANGS_AFTER,
        ),
      ),
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
