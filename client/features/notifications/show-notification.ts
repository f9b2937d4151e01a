import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import type { ShownNews } from './decide-notice.ts';

interface Notice {
  /** The conversation's id; another one leads nowhere. */
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly shown?: ShownNews;
  /** Replaces the one on screen without a sign. */
  readonly quietly?: boolean;
}

/** Notifications of this device, one for each conversation. */
export interface Notifier {
  /** Whether it could be shown. */
  readonly show: (notice: Notice) => Promise<boolean>;
  readonly close: (id: ConversationId) => Promise<void>;
  /** Those on screen, also from before this page. */
  readonly shown: () => Promise<ReadonlyMap<ConversationId, ShownNews>>;
  /** Those that end with the page, which alone knows where they lead. */
  readonly closeOwn: () => void;
  readonly closeAll: () => Promise<void>;
}

const registrationOf = async (): Promise<ServiceWorkerRegistration | undefined> =>
  'serviceWorker' in navigator ? navigator.serviceWorker.getRegistration() : undefined;

const shownIn = async (tag?: string): Promise<readonly Notification[]> => {
  const registration = await registrationOf().catch(() => undefined);
  // Phones that have no list of them have no way to close them either.
  return (await registration?.getNotifications?.(tag === undefined ? undefined : { tag }).catch(() => [])) ?? [];
};

const isShownNews = (value: unknown): value is ShownNews =>
  typeof value === 'object' && value !== null && 'id' in value && 'seq' in value && typeof value.seq === 'number';

/** Through the service worker, as phones demand; by the page only where there is none, or it may not. */
export const createNotifier = (onOpen: (tag: string) => void): Notifier => {
  const own = new Map<string, Notification>();

  const close = async (id: string): Promise<void> => {
    own.get(id)?.close();
    own.delete(id);
    for (const one of await shownIn(id)) one.close();
  };
  const closeOwn = (): void => {
    for (const one of own.values()) one.close();
    own.clear();
  };

  return {
    close,
    closeOwn,
    show: async ({ tag, title, body, shown, quietly }) => {
      if (!('Notification' in window) || Notification.permission !== 'granted') return false;
      // Closing the one before and showing this one overtake each other in Chromium, and nothing stays on screen. Whether
      // there is a sound is the person's choice.
      const options = { tag, body, icon: '/icon-192.png', silent: true, renotify: quietly !== true, data: shown };
      try {
        const registration = await registrationOf();
        if (registration !== undefined) {
          await registration.showNotification(title, options);
          return true;
        }
      } catch {
        // It is not active yet, or the browser lets pages alone show them.
      }
      try {
        const made = new Notification(title, options);
        made.onclick = () => {
          window.focus();
          made.close();
          onOpen(tag);
        };
        own.set(tag, made);
        return true;
      } catch (error) {
        console.warn(error);
        return false;
      }
    },
    shown: async () => {
      const found = new Map<ConversationId, ShownNews>();
      for (const { tag, data } of await shownIn()) {
        const id = parseConversationId(tag);
        if (id !== undefined && isShownNews(data)) found.set(id, data);
      }
      return found;
    },
    closeAll: async () => {
      closeOwn();
      for (const one of await shownIn()) one.close();
    },
  };
};
