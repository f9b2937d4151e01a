import { JOIN_KEY } from '../features/join/pending-join.ts';

/** What tabs keep beside the replica: places in timelines, drafts of threads, small hints. The link the person came by stays. */
export const forgetTab = (): void => {
  for (const key of Object.keys(sessionStorage)) if (key !== JOIN_KEY) sessionStorage.removeItem(key);
  localStorage.clear();
  void import('../push/forget-push.ts').then(({ forgetPush }) => forgetPush()).catch(() => undefined);
  // Notifications from before this page, too.
  void navigator.serviceWorker
    ?.getRegistration()
    .then((registration) => registration?.getNotifications())
    .then((shown) => {
      for (const one of shown ?? []) one.close();
    })
    .catch(() => undefined);
};
