import { createSignal } from 'solid-js';
import type { PushContent } from '../../../shared/protocol/push.ts';
import { changeNotes, readNotes } from '../../push/push-notes.ts';
import { type Subscribed, subscribePush, unsubscribePush } from '../../push/subscribe-push.ts';

/** Whether this browser can be reached while no page is open. */
export const isPushSupported = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

/** What this device shows in pushes; undefined: it is not reached; absent until it is read. */
const [content, setContent] = createSignal<{ readonly content: PushContent | undefined }>();
export const pushContent = content;

/** The page that loaded past the worker has none: it is waited for no longer than this. ms */
const READY_WITHIN = 10_000;

export const workerRegistration = (): Promise<ServiceWorkerRegistration | undefined> =>
  Promise.race([
    navigator.serviceWorker.ready,
    new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), READY_WITHIN)),
  ]);

export const readPushContent = async (account: number): Promise<PushContent | undefined> => {
  const { wanted } = await readNotes();
  const found = wanted?.account === account ? wanted.content : undefined;
  setContent({ content: found });
  return found;
};

/** Reaches this device from now on, showing so much. */
export const turnPushOn = async (account: number, wished: PushContent): Promise<Subscribed | 'permission'> => {
  if (Notification.permission !== 'granted' && (await Notification.requestPermission()) !== 'granted')
    return 'permission';
  const registration = await workerRegistration();
  if (registration === undefined) return 'browser';
  const done = await subscribePush(registration, wished);
  if (done === 'done') {
    await changeNotes({ wanted: { account, content: wished } });
    setContent({ content: wished });
  }
  return done;
};

export const turnPushOff = async (): Promise<boolean> => {
  const registration = await workerRegistration();
  const isOff = registration === undefined || (await unsubscribePush(registration));
  if (!isOff) return false;
  await changeNotes({ wanted: undefined });
  setContent({ content: undefined });
  return true;
};
