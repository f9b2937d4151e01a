import { forgetNotes } from './push-notes.ts';
import { currentSubscription } from './subscribe-push.ts';

/** Signed out, with or without a connection: this browser gets no pushes any more. */
export const forgetPush = async (): Promise<void> => {
  await forgetNotes().catch(() => undefined);
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration !== undefined) await (await currentSubscription(registration))?.unsubscribe();
};
