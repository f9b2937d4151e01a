import { createSignal } from 'solid-js';
import { trusted } from '../primitives/trusted.ts';
import { createTypingLock, type TypingLock } from './typing-lock.ts';

export interface Updates {
  readonly ready: () => boolean;
  /** The person agreed; the update waits until no tab holds typed text. */
  readonly waits: () => boolean;
  readonly apply: () => void;
}

/** How often an app that stays open for weeks asks whether there is a new one. ms */
const ASK_EVERY = 3_600_000;

/**
 * Registers the service worker. A new version waits until the person agrees: taking over at once would mix the old page
 * with the new worker's files, and would reload under what is being typed. Agreed, it waits until nothing is typed in any
 * tab; then all tabs load again together, so that pages and replica are of one version.
 */
export const createUpdates = (container: ServiceWorkerContainer, typing: TypingLock): Updates => {
  const [waiting, setWaiting] = createSignal<ServiceWorker>();
  const [waits, setWaits] = createSignal(false);
  // The first worker of a new device also takes control; there is nothing old to replace then.
  let isFirst = container.controller === null;
  let isReloading = false;
  container.addEventListener('controllerchange', () => {
    if (isFirst || isReloading) {
      isFirst = false;
      return;
    }
    isReloading = true;
    // Since the last check a person may have begun to type here.
    typing.whenIdle(() => location.reload());
  });
  const watch = (registration: ServiceWorkerRegistration): void => {
    // A page that was loaded past the worker has no controller, but is no first visit.
    if (registration.active?.state === 'activated') isFirst = false;
    const offer = (worker: ServiceWorker): void => {
      if (registration.active !== null && registration.active !== worker) setWaiting(worker);
    };
    if (registration.waiting !== null) offer(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing;
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'installed') offer(worker);
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
    waits,
    apply: () => {
      if (waits()) return;
      setWaits(true);
      typing.whenAllIdle(() => waiting()?.postMessage({ type: 'SKIP_WAITING' }));
    },
  };
};

export const startUpdates = (): Updates => createUpdates(navigator.serviceWorker, createTypingLock(navigator.locks));
