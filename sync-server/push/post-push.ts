import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import type { EncryptedPush } from './encrypt-push.ts';
import { createPushAgents } from './push-agents.ts';
import { createPublicLookup, parseEndpoint } from './push-endpoint.ts';
import type { PushAnswer } from './push-outcome.ts';

/** From the beginning to the end of one request. ms */
const TIME_LIMIT = 10_000;
/** Bytes of an answer that are read: services explain themselves in one line. */
const ANSWER_BYTES = 2_048;
const TEXT_CHARACTERS = 300;

const clean = (text: string): string =>
  text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, TEXT_CHARACTERS);

export interface PostPush {
  (endpoint: string, push: EncryptedPush): Promise<PushAnswer>;
  close(): void;
}

/**
 * Sends one push. Never rejects: what goes wrong has status 0. Follows no redirect, and connects to public addresses only.
 * @param trusted origins of services that may be anywhere
 */
export const createPostPush = (trusted: readonly string[] = [], timeLimit = TIME_LIMIT): PostPush => {
  const agents = createPushAgents();
  const lookup = createPublicLookup();

  const post = (endpoint: string, { headers, body }: EncryptedPush): Promise<PushAnswer> =>
    new Promise((resolve) => {
      const url = parseEndpoint(endpoint, trusted);
      if (url === undefined) return resolve({ status: 400, text: 'The endpoint is no address of a push service.' });
      const isTrusted = trusted.includes(url.origin);
      const options = {
        method: 'POST',
        headers,
        signal: AbortSignal.timeout(timeLimit),
        ...(isTrusted ? {} : { lookup }),
      };
      const failed = (error: Error): void =>
        resolve({
          status: 0,
          text: clean(error.name === 'TimeoutError' || error.name === 'AbortError' ? 'timeout' : error.message),
        });
      const sending =
        url.protocol === 'http:'
          ? plainRequest(url, options)
          : request(url, { ...options, agent: agents.agentFor(url) });
      sending.on('error', failed);
      sending.on('response', (answer) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        const done = (): void =>
          resolve({
            status: answer.statusCode ?? 0,
            text: clean(Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8')),
            retryAfter: answer.headers['retry-after'],
          });
        answer.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes <= ANSWER_BYTES) return;
          done();
          answer.destroy();
        });
        answer.on('end', done);
        // The status is what counts, however its explanation ended.
        answer.on('error', done);
      });
      sending.end(body);
    });
  return Object.assign(post, { close: agents.close });
};
