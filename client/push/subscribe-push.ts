import * as v from 'valibot';
import { PUSH_STATE, type PushContent, type PushState, type PutPushDevice } from '../../shared/protocol/push.ts';
import { within } from '../disk/indexeddb.ts';
import { request } from '../http/request.ts';

/** A browser without its push service never answers. ms */
const SUBSCRIBE_WITHIN = 15_000;

export type Subscribed =
  | 'done'
  /** The browser did not get an address in time, or refuses. */
  | 'browser'
  /** The server did not answer, or did not take it. */
  | 'server';

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

const textOf = (buffer: ArrayBuffer | null): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer ?? new ArrayBuffer(0))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** The server's key, and whether it reaches this device; undefined: no answer. */
const readPushState = async (): Promise<PushState | undefined> => {
  const answer = await request('GET', '/api/push', {});
  const parsed = v.safeParse(PUSH_STATE, answer.ok ? answer.value : undefined);
  return parsed.success ? parsed.output : undefined;
};

export const currentSubscription = (registration: ServiceWorkerRegistration): Promise<PushSubscription | undefined> =>
  within(
    SUBSCRIBE_WITHIN,
    registration.pushManager.getSubscription().then((one) => one ?? undefined),
    undefined,
  );

/** Asks the browser for an address with the server's key of now; one with an earlier key is given up. */
const subscribe = async (
  registration: ServiceWorkerRegistration,
  key: string,
): Promise<PushSubscription | undefined> => {
  const known = await currentSubscription(registration);
  const usedKey = known?.options?.applicationServerKey;
  if (known !== undefined && (usedKey == null || textOf(usedKey) === key)) return known;
  if (known !== undefined) await within(SUBSCRIBE_WITHIN, known.unsubscribe(), false);
  const made = registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
  return within<PushSubscription | undefined>(SUBSCRIBE_WITHIN, made, undefined);
};

/** Has this device reached from now on; done twice it changes nothing. Never rejects. */
export const subscribePush = async (
  registration: ServiceWorkerRegistration,
  content: PushContent,
): Promise<Subscribed> => {
  const state = await readPushState();
  if (state === undefined) return 'server';
  const made = await subscribe(registration, state.key).catch(() => undefined);
  if (made === undefined) return 'browser';
  const device: PutPushDevice = {
    endpoint: made.endpoint,
    p256dh: textOf(made.getKey('p256dh')),
    auth: textOf(made.getKey('auth')),
    key: state.key,
    content,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
  const answer = await request('PUT', '/api/push/device', { json: device });
  return answer.ok ? 'done' : 'server';
};

/** The server forgets this device, and the browser its address. */
export const unsubscribePush = async (registration: ServiceWorkerRegistration): Promise<boolean> => {
  const answer = await request('DELETE', '/api/push/device', {});
  const known = await currentSubscription(registration);
  if (known !== undefined) await within(SUBSCRIBE_WITHIN, known.unsubscribe(), false);
  // Without an address the browser gets nothing, whatever the server still believes.
  return answer.ok || (await currentSubscription(registration)) === undefined;
};
