import { createEffect, type JSX } from 'solid-js';
import { useApp } from '../app-context.ts';
import { AwayHint } from '../away/away-hint.tsx';
import { createBackgroundSync } from '../connection/background-sync.ts';
import { NotificationHint } from '../notifications/notification-hint.tsx';
import { ShareHint } from '../share/share-hint.tsx';
import { keepStorage } from '../space/keep-storage.ts';

/** What stands above the list for a while, and what an app on a device does once there is something to keep. */
export const ListHints = (): JSX.Element => {
  const app = useApp();
  createBackgroundSync(app);
  createEffect((isAsked: boolean) => {
    // Not at the first sight of the app: some browsers ask the person.
    const isOfUse = app.conversations()?.some(({ last }) => last?.own === true) ?? false;
    if (!isAsked && isOfUse) void keepStorage();
    return isAsked || isOfUse;
  }, false);
  return (
    <>
      <ShareHint />
      <AwayHint />
      <NotificationHint />
    </>
  );
};
