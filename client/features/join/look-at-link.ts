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
