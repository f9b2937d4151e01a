import * as v from 'valibot';
import { LINK_PREVIEW } from '../../../../shared/protocol/link-preview.ts';
import { request } from '../../../http/request.ts';

/** The server asks for a page and then a picture, each for some seconds. ms */
const HANGS_AFTER = 15_000;

/** What a page says of itself; undefined: nothing, or there is no answer. The server is told the address alone. */
export const askLinkPreview = async (url: string, signal: AbortSignal) => {
  const answer = await request('POST', '/api/link-previews', {
    json: { url },
    hangsAfter: HANGS_AFTER,
    control: { signal },
  });
  const parsed = answer.ok ? v.safeParse(LINK_PREVIEW, answer.value) : undefined;
  return parsed?.success === true ? (parsed.output.preview ?? undefined) : undefined;
};
