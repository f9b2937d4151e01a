import * as v from 'valibot';
import { LINK_TARGET } from '../../../shared/protocol/http-groups.ts';
import { request, requestBytes } from '../../http/request.ts';
import type { LookedAt } from './create-join.ts';

/** Where a link leads, asked by somebody who is not signed in. */
export const lookAtLink = async (token: string): Promise<LookedAt> => {
  const answer = await request('POST', '/api/join/look', { json: { token } });
  if (!answer.ok) return answer.error.kind === 'offline' ? 'offline' : answer.error.status === 404 ? 'gone' : 'failed';
  const parsed = v.safeParse(LINK_TARGET, answer.value);
  return parsed.success ? parsed.output : 'offline';
};

/** The picture of the group at the end of a link, which only who is signed in may ask for by its name. */
export const pictureOfLink = (token: string): Promise<Blob | undefined> =>
  requestBytes('POST', '/api/join/look/picture', { json: { token } });
