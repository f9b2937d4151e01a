import { joinShared, keepShared } from './shared-store.ts';

/**
 * Part of the service worker (vite.config.ts): keeps what another app shares, offline and signed out too, and opens the page
 * on which the person chooses a conversation. Nothing of it reaches the network.
 */

/** Of the types of workers, which do not go together with those of pages. */
interface FetchEvent extends Event {
  readonly request: Request;
  readonly respondWith: (answer: Promise<Response>) => void;
}

interface SyncEvent extends Event {
  readonly waitUntil: (work: Promise<unknown>) => void;
}

interface Tabs {
  readonly matchAll: (options: {
    type: 'window';
    includeUncontrolled: true;
  }) => Promise<readonly { readonly postMessage: (message: unknown) => void }[]>;
}

const SHARE_PATH = '/share';
const SYNC_TAG = 'skerry-outbox';

/** Only the system shares: a page of another site would fill the field of its visitor. */
const isOfAnotherSite = ({ headers, referrer }: Request): boolean =>
  [headers.get('Origin') ?? '', referrer].some(
    (from) => /^https?:/.test(from) && new URL(from).origin !== location.origin,
  );

const take = async (request: Request): Promise<Response> => {
  const form = await request.formData();
  const text = (name: string): string | undefined => {
    const value = form.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const files = form.getAll('files').filter((one): one is File => typeof one !== 'string' && one.size > 0);
  const joined = joinShared([text('title'), text('text'), text('url')]);
  if (joined !== '' || files.length > 0) await keepShared({ text: joined, files, at: Date.now() }).catch(() => false);
  return Response.redirect(SHARE_PATH, 303);
};

addEventListener('fetch', (event) => {
  const { request, respondWith } = event as FetchEvent;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'POST' || origin !== location.origin || pathname !== SHARE_PATH) return;
  respondWith.call(
    event,
    isOfAnotherSite(request) ? Promise.resolve(new Response(null, { status: 403 })) : take(request),
  );
});

/** The network is back: a tab that the browser slowed down is woken, and sends what waits. */
addEventListener('sync', (event) => {
  if (!('tag' in event) || event.tag !== SYNC_TAG) return;
  const { clients } = globalThis as unknown as { readonly clients: Tabs };
  const wake = async (): Promise<void> => {
    for (const tab of await clients.matchAll({ type: 'window', includeUncontrolled: true }))
      tab.postMessage({ wake: true });
  };
  (event as unknown as SyncEvent).waitUntil(wake());
});
