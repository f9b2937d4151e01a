import type { CommandError } from '../../channel/commands.ts';
import type { ApiResult } from '../ports.ts';

/** What needs the server right now: its answer, as a command's. */
export const answerOf = <T>(
  result: ApiResult<T>,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: CommandError } => {
  if (result.ok) return result;
  if (result.kind !== 'refused') return { ok: false, error: result.kind };
  switch (result.code) {
    case 'not-allowed':
      return { ok: false, error: 'not-allowed' };
    case 'too-many':
    case 'group-full':
      return { ok: false, error: 'too-many' };
    case 'not-found':
      return { ok: false, error: 'unknown' };
    default:
      return { ok: false, error: 'failed' };
  }
};

/** For a link: that it is no more is an answer, too. */
export const orGone = <T>(result: ApiResult<T>): ApiResult<T | 'gone'> =>
  !result.ok && result.code === 'link-gone' ? { ok: true, value: 'gone' } : result;
