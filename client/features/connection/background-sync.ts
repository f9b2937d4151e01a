import { onCleanup } from 'solid-js';
import type { App } from '../app-context.ts';

const SYNC_TAG = 'skerry-outbox';

interface WithSync {
  readonly sync?: { readonly register: (tag: string) => Promise<void> };
}

/**
 * When a page goes into the background while something waits for a connection, has the browser say once when there is a
 * network: such a page is not told. Browsers say so at once where only the server is away, so nothing asks again before
 * the page was seen.
 */
export const createBackgroundSync = (app: App): void => {
  const container = navigator.serviceWorker;
  if (container === undefined) return;
  const onHidden = (): void => {
    const connection = app.connection();
    if (document.visibilityState !== 'hidden' || connection === undefined) return;
    if (connection.unsent === 0 || connection.state === 'online') return;
    void container.ready
      .then((registration) => (registration as WithSync).sync?.register(SYNC_TAG))
      // Not in a private window, or forbidden.
      .catch(() => undefined);
  };
  document.addEventListener('visibilitychange', onHidden);
  const onMessage = ({ data }: MessageEvent<unknown>): void => {
    if (typeof data === 'object' && data !== null && 'wake' in data) void app.channel.call('connectNow', {});
  };
  container.addEventListener('message', onMessage);
  onCleanup(() => {
    document.removeEventListener('visibilitychange', onHidden);
    container.removeEventListener('message', onMessage);
  });
};
