import { onFetch } from '../../service-worker/scope.ts';
import { readShare } from './read-share.ts';
import { NOT_KEPT_PATH, SHARE_PATH } from './share-path.ts';
import { keepShared } from './shared-store.ts';

/**
 * Part of the service worker (vite.config.ts): keeps what another app shares, offline and signed out too, and opens the page
 * on which the person chooses a conversation. Nothing of it reaches the network.
 */

/** Only the system shares. A page of another site that hides where it comes from looks the same: what it shares stands alone. */
const isOfAnotherSite = ({ headers, referrer }: Request): boolean =>
  [headers.get('Origin') ?? '', referrer].some(
    (from) => /^https?:/.test(from) && new URL(from).origin !== location.origin,
  );

const take = async (request: Request): Promise<Response> => {
  const shared = await readShare(request, Date.now()).catch(() => 'not-kept' as const);
  const isKept = shared === 'nothing' || (shared !== 'not-kept' && (await keepShared(shared).catch(() => false)));
  return Response.redirect(isKept ? SHARE_PATH : NOT_KEPT_PATH, 303);
};

onFetch((request, path) => {
  if (request.method !== 'POST' || path !== SHARE_PATH) return undefined;
  return isOfAnotherSite(request) ? Promise.resolve(new Response(null, { status: 403 })) : take(request);
});
