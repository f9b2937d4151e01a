/** Of service workers, whose own types do not go together with those of pages. */
export interface WorkerEvent extends Event {
  readonly waitUntil: (work: Promise<unknown>) => void;
}
export interface PushEvent extends WorkerEvent {
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
interface Tab {
  readonly focused: boolean;
  readonly visibilityState: string;
  readonly postMessage: (message: unknown) => void;
  readonly focus: () => Promise<unknown>;
}
interface WorkerScope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    readonly matchAll: (options: object) => Promise<readonly Tab[]>;
    readonly openWindow: (path: string) => Promise<unknown>;
  };
}
export const scope = globalThis as unknown as WorkerScope;

/** Options of a notification that are not in every browser. */
export interface ShownOptions extends NotificationOptions {
  readonly renotify?: boolean;
  readonly actions?: readonly { readonly action: string; readonly title: string; readonly type?: 'text' }[];
  readonly timestamp?: number;
}
