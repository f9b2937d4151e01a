import { fail, type Result, succeed } from '../../shared/result.ts';

/** What the caller of a request may do and hear while it waits. */
export interface RequestControl {
  readonly signal: AbortSignal;
  /** Part of the answer has arrived. */
  readonly onProgress?: () => void;
}

/** `offline`: no answer of the server has come. What is not the server's (a captive portal, a proxy's page) is none. */
export type HttpFailure =
  | { readonly kind: 'offline' }
  /** `body`: the server's JSON. */
  | { readonly kind: 'refused'; readonly status: number; readonly body: unknown };

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface RequestOptions {
  /** Sent as JSON. */
  readonly json?: unknown;
  /** In which the server writes, should it send a mail. */
  readonly language?: string;
  readonly bytes?: Uint8Array | undefined;
  /** A request that hears nothing for so long hangs. ms */
  readonly hangsAfter?: number;
  readonly control?: RequestControl | undefined;
}

/** To hang is as good as no network. ms */
const HANGS_AFTER = 10_000;
/** The server is slow on purpose to check a password. ms */
export const PASSWORD_HANGS_AFTER = 20_000;
/** An upload says nothing of its progress: a picture of 2 MB on a slow line. ms */
export const UPLOAD_HANGS_AFTER = 60_000;
/** An answer that trickles for this long will not end. ms */
const ENDS_WITHIN = 60_000;

const OFFLINE = fail({ kind: 'offline' });

/** Ends a request that hangs, that never ends, or that its caller gives up. */
const watchRequest = (hangsAfter: number, control: RequestControl | undefined) => {
  const request = new AbortController();
  const end = (): void => request.abort();
  const whole = setTimeout(end, ENDS_WITHIN);
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

const readBody = async (response: Response, heard: () => void): Promise<Blob> => {
  const reader = response.body?.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) return new Blob(parts);
    heard();
    parts.push(part.value);
  }
};

/** The server's answer with its whole body; undefined when none came. Never rejects. */
const send = async (
  method: Method,
  url: string,
  { json, language, bytes, hangsAfter = HANGS_AFTER, control }: RequestOptions,
): Promise<{ readonly response: Response; readonly body: Blob } | undefined> => {
  const watch = watchRequest(hangsAfter, control);
  try {
    const response = await fetch(url, {
      method,
      credentials: 'same-origin',
      signal: watch.signal,
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      headers: {
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(language === undefined ? {} : { 'accept-language': language }),
      },
      ...(bytes === undefined ? {} : { body: new Uint8Array(bytes) }),
    });
    watch.heard();
    return { response, body: await readBody(response, watch.heard) };
  } catch {
    return undefined;
  } finally {
    watch.over();
  }
};

/** One request for JSON. */
export const request = async (
  method: Method,
  url: string,
  options: RequestOptions = {},
): Promise<Result<unknown, HttpFailure>> => {
  const answer = await send(method, url, options);
  if (answer === undefined) return OFFLINE;
  const { ok, status } = answer.response;
  try {
    const text = await answer.body.text();
    // The server says nothing only with this status; a captive portal may with any.
    const value: unknown = text === '' && status === 204 ? undefined : JSON.parse(text);
    return ok ? succeed(value) : fail({ kind: 'refused', status, body: value });
  } catch {
    return OFFLINE;
  }
};

/** One request for bytes; undefined when there are none to be had now. */
export const requestBytes = async (
  method: Method,
  url: string,
  options: RequestOptions = {},
): Promise<Blob | undefined> => {
  const answer = await send(method, url, options);
  return answer?.response.ok ? answer.body : undefined;
};
