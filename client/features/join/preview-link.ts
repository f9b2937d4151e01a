import * as v from 'valibot';
import { LINK_TARGET } from '../../../shared/protocol/http-groups.ts';
import { request, requestBytes } from '../../http/request.ts';
import type { LinkPreview } from './create-join.ts';

/** Asks where a link leads, without being signed in. */
export const previewLink = async (token: string): Promise<LinkPreview> => {
  const answer = await request('POST', '/api/join/look', { json: { token } });
  if (!answer.ok) return answer.error.kind === 'offline' ? 'offline' : answer.error.status === 404 ? 'gone' : 'failed';
  const parsed = v.safeParse(LINK_TARGET, answer.value);
  return parsed.success ? parsed.output : 'offline';
};

/** The picture of the group a link leads to: only signed-in people may fetch it by its hash. */
export const pictureOfLink = (token: string): Promise<Blob | undefined> =>
  requestBytes('POST', '/api/join/look/picture', { json: { token } });
