export interface Notice {
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly onOpen: () => void;
}

/**
 * Shows it where the person allows that. Returns the way to take it back; undefined: it could not be shown. It makes no
 * sound of its own: whether there is one is the person's choice, not the system's.
 */
export const showNotification = (notice: Notice): (() => void) | undefined => {
  if (!('Notification' in window) || Notification.permission !== 'granted') return undefined;
  try {
    const { tag, title, body } = notice;
    const shown = new Notification(title, { tag, body, icon: '/icon-192.png', silent: true });
    shown.onclick = () => {
      window.focus();
      shown.close();
      notice.onOpen();
    };
    return () => shown.close();
  } catch (error) {
    // Phones show notifications only for a service worker.
    console.warn(error);
    return undefined;
  }
};
