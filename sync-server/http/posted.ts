import type { Context } from 'hono';
import type { PostedMessage } from '../../shared/protocol/http-programs.ts';
import type { Refusal } from '../../shared/protocol/refusal.ts';
import type { Posted } from '../programs/post-message.ts';
import type { AppEnv } from './deps.ts';
import { type Failure, fail } from './errors.ts';

/** Seconds after which an account may have some of its day's allowance back. */
const LATER = 60;

/** A refusal of admission in the terms of `/api`. */
const failureOf = ({ code, rule, retry }: Refusal): Failure => {
  switch (code) {
    case 'not-a-member':
      return { code: 'not-found' };
    case 'not-allowed':
      return { code: 'not-allowed' };
    case 'unanswered':
      return {
        code: 'unanswered',
        message: 'They have not answered yet, and no more messages are taken until they do.',
      };
    case 'too-much':
      return { code: 'too-many', wait: LATER };
    case 'unknown-blob':
      return { code: 'incomplete' };
    default:
      return retry ? { code: 'failed' } : { code: 'invalid', message: `The message was refused: ${code} (${rule}).` };
  }
};

/** What became of a posted message. */
export const answerPosted = (
  c: Context<AppEnv>,
  posted: Posted,
  shown: (message: PostedMessage) => object,
): Response => {
  switch (posted.kind) {
    case 'posted':
      return c.json(shown(posted.message), 201);
    case 'repeated':
      return c.json(shown(posted.message), 200);
    case 'id-taken':
      return fail(c, { code: 'id-taken', message: 'This message id belongs to another message.' });
    case 'refused':
      return fail(c, failureOf(posted.refusal));
  }
};
