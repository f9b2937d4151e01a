import * as v from 'valibot';
import { LINK_TARGET } from '../../../shared/protocol/http-groups.ts';
import type { LookedAt } from './create-join.ts';

/** Where a link leads, asked by somebody who is not signed in. */
export const lookAtLink = async (token: string): Promise<LookedAt> => {
  try {
    const response = await fetch('/api/join/look', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    if (response.status === 404) return 'gone';
    if (!response.ok) return 'failed';
    const parsed = v.safeParse(LINK_TARGET, await response.json());
    return parsed.success ? parsed.output : 'failed';
  } catch {
    return 'offline';
  }
};

/** The picture of the group at the end of a link, which only who is signed in may ask for by its name. */
export const pictureOfLink = async (token: string): Promise<Blob | undefined> => {
  try {
    const response = await fetch('/api/join/look/picture', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    return response.ok ? await response.blob() : undefined;
  } catch {
    return undefined;
  }
};
