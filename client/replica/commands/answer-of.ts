import { fail, type Result, succeed } from '../../../shared/result.ts';
import type { CommandError } from '../../channel/commands.ts';
import type { ApiResult } from '../ports.ts';

/** What needs the server right now: its answer, as a command's. */
export const answerOf = <T>(result: ApiResult<T>): Result<T, CommandError> => {
  if (result.ok) return result;
  const { kind, code } = result.error;
  if (kind !== 'refused') return fail(kind);
  switch (code) {
    case 'not-allowed':
      return fail('not-allowed');
    case 'too-many':
    case 'group-full':
      return fail('too-many');
    case 'not-found':
      return fail('unknown');
    default:
      return fail('failed');
  }
};

/** For a link: that it no longer works is an answer, too. */
export const orGone = <T>(result: ApiResult<T>): ApiResult<T | 'gone'> =>
  !result.ok && result.error.code === 'link-gone' ? succeed('gone') : result;
