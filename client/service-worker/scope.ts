/**
 * The scope of the service worker, typed once: its own types do not go together with those of pages. The parts of the
 * worker (vite.config.ts) take everything of it from here.
 */

interface WorkerEvent extends Event {
  readonly waitUntil: (work: Promise<unknown>) => void;
}
interface PushEvent extends WorkerEvent {
  readonly data: { readonly text: () => string } | null;
}
export interface ClickEvent extends WorkerEvent {
  readonly notification: Notification;
  readonly action: string;
  readonly reply?: string | null;
}
export interface ChangeEvent extends WorkerEvent {
  readonly oldSubscription: PushSubscription | null;
}
/** The browser says that there is a network, to whoever registered the tag. */
interface SyncEvent extends WorkerEvent {
  readonly tag: string;
}
interface FetchEvent extends WorkerEvent {
  readonly request: Request;
  readonly respondWith: (answer: Promise<Response>) => void;
}
interface WorkerEvents {
  readonly push: PushEvent;
  readonly notificationclick: ClickEvent;
  readonly pushsubscriptionchange: ChangeEvent;
  readonly sync: SyncEvent;
}

interface Tab {
  readonly focused: boolean;
  readonly visibilityState: string;
  readonly postMessage: (message: unknown) => void;
  readonly focus: () => Promise<unknown>;
}
interface WorkerScope {
  readonly registration: ServiceWorkerRegistration & {
    /** Not in every browser. */
    readonly sync?: { readonly register: (tag: string) => Promise<void> };
  };
  readonly clients: {
    readonly matchAll: (options: object) => Promise<readonly Tab[]>;
    readonly openWindow: (path: string) => Promise<unknown>;
  };
  readonly addEventListener: {
    <Type extends keyof WorkerEvents>(type: Type, handle: (event: WorkerEvents[Type]) => void): void;
    (type: 'fetch', handle: (event: FetchEvent) => void): void;
  };
}

export const scope = globalThis as unknown as WorkerScope;

/** Handles an event; the browser keeps the worker until that is done. */
export const on = <Type extends keyof WorkerEvents>(
  type: Type,
  handle: (event: WorkerEvents[Type]) => Promise<unknown>,
): void => scope.addEventListener(type, (event) => event.waitUntil(handle(event)));

/** Answers requests of this origin; undefined leaves one to the other parts. */
export const onFetch = (answer: (request: Request, path: string) => Promise<Response> | undefined): void =>
  scope.addEventListener('fetch', (event) => {
    const { origin, pathname } = new URL(event.request.url);
    const answered = origin === location.origin ? answer(event.request, pathname) : undefined;
    if (answered !== undefined) event.respondWith(answered);
  });

/** The app's tabs, also those that another version of this worker serves. */
export const openTabs = (): Promise<readonly Tab[]> =>
  scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
