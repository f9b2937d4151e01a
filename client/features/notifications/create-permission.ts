import { createSignal, onCleanup } from 'solid-js';

/** `unsupported`: this browser has no notifications for open pages. */
export type Permission = 'unsupported' | 'default' | 'granted' | 'denied';

const read = (): Permission => ('Notification' in window ? Notification.permission : 'unsupported');

/** Whether notifications may be shown, as it changes, and a function that asks. Browsers ask only after a button was pressed. */
export const createPermission = (): { readonly state: () => Permission; readonly ask: () => Promise<void> } => {
  const [state, setState] = createSignal(read());
  const update = (): void => {
    setState(read());
  };
  let status: PermissionStatus | undefined;
  let gone = false;
  // Not every browser can say that it changed; coming back to the page is the next best moment.
  navigator.permissions
    ?.query({ name: 'notifications' })
    .then((made) => {
      if (gone) return;
      status = made;
      made.addEventListener('change', update);
    })
    .catch(() => undefined);
  addEventListener('focus', update);
  onCleanup(() => {
    gone = true;
    status?.removeEventListener('change', update);
    removeEventListener('focus', update);
  });
  return {
    state,
    ask: async () => {
      if ('Notification' in window) await Notification.requestPermission();
      update();
    },
  };
};
