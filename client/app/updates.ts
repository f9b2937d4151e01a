import { createSignal } from 'solid-js';
import { trusted } from './trusted.ts';

export interface Updates {
  readonly ready: () => boolean;
  readonly apply: () => void;
}

/** How often an app that stays open for weeks asks whether there is a new one. ms */
const ASK_EVERY = 3_600_000;

/**
 * Registers the service worker. A new version waits until the person agrees: taking over at once would mix the old page
 * with the new worker's files, and would reload under what is being typed. Agreed, all tabs load again together, so that
 * pages and replica are of one version.
 */
export const createUpdates = (container: ServiceWorkerContainer): Updates => {
  const [waiting, setWaiting] = createSignal<ServiceWorker>();
  // The first worker of a new device also takes control; there is nothing old to replace then.
  const controlled = container.controller !== null;
  let reloading = false;
  container.addEventListener('controllerchange', () => {
    if (!controlled || reloading) return;
    reloading = true;
    location.reload();
  });
  const watch = (registration: ServiceWorkerRegistration): void => {
    if (registration.waiting !== null && container.controller !== null) setWaiting(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing;
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'installed' && container.controller !== null) setWaiting(worker);
      });
    });
    setInterval(() => void registration.update().catch(() => undefined), ASK_EVERY);
  };
  // Without a service worker all works as long as the page is open; it cannot be opened offline.
  container
    .register(trusted.createScriptURL('/sw.js'), { scope: '/' })
    .then(watch, (error: unknown) => console.warn(error));
  return {
    ready: () => waiting() !== undefined,
    apply: () => waiting()?.postMessage({ type: 'SKIP_WAITING' }),
  };
};
