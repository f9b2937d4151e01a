import { createEffect, onCleanup } from 'solid-js';
import * as v from 'valibot';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import { parseMessageId } from '../../../shared/ids/ulid.ts';
import { PUSH_ACTIVE } from '../../../shared/protocol/push.ts';
import { request } from '../../http/request.ts';
import { spokenLanguage, translationsOf } from '../../i18n/t.ts';
import { createLookedAt } from '../../primitives/looked-at/create-looked-at.ts';
import { changeNotes, type PushAct, readActs, removeAct } from '../../push/push-notes.ts';
import { currentSubscription, subscribePush } from '../../push/subscribe-push.ts';
import type { App } from '../app-context.ts';
import { unreadIds } from '../notifications/create-title.ts';
import { isPushSupported, readPushContent, workerRegistration } from './push-device.ts';
import { levelsToTell, quietToTell, type Told } from './tell-levels.ts';

/** A tab in use says so this often, if the account has devices that pushes reach; the server waits a little longer. ms */
const SAY_EVERY = 60_000;
/** Otherwise it asks this often whether it has. ms */
const ASK_EVERY = 600_000;
const TOLD_KEY = 'skerry-push-told';
/** Keys of the service worker's texts. */
const SPOKEN = /^(push\.|content\.(picture|video|audio|file|voice)$|list\.by\.text$|app\.name$)/;

const readTold = (): Told => {
  try {
    return JSON.parse(localStorage.getItem(TOLD_KEY) ?? '{}') as Told;
  } catch {
    return {};
  }
};

/** Keeps this device reachable by push, and what the service worker and the server need for it up to date. */
export const createPushKeeper = (app: App): { readonly doActs: () => void } => {
  let isGone = false;
  let telling = Promise.resolve();
  let devices = 0;

  const doAct = async (act: PushAct): Promise<boolean> => {
    const conversationId = parseConversationId(act.conversation);
    if (act.account !== app.me().number || conversationId === undefined) return true;
    if (act.kind === 'read') return (await app.channel.call('markRead', { conversationId, seq: act.seq })).ok;
    const messageId = parseMessageId(act.id);
    if (messageId === undefined) return true;
    const sent = await app.channel.call('send', { conversationId, messageId, body: { kind: 'text', text: act.text } });
    if (!sent.ok) app.done(sent);
    return true;
  };
  /** What was pressed in notifications goes into the outbox of the replica. */
  const doActs = async (): Promise<void> => {
    for (const { key, act } of await readActs()) if (!isGone && (await doAct(act))) await removeAct(key);
  };
  let acting = Promise.resolve();
  const actSoon = (): void => {
    // Of several tabs one does it.
    acting = acting
      .then(() => navigator.locks.request('skerry-push-acts', doActs))
      .catch((error: unknown) => console.warn(error));
  };

  const tell = async (): Promise<void> => {
    const rows = app.conversations();
    const preferences = app.preferences();
    if (devices === 0 || rows === undefined || preferences === undefined) return;
    let told = readTold();
    for (;;) {
      const next = levelsToTell(told, rows, Date.now());
      if (next.levels.length === 0) break;
      if (!(await request('PUT', '/api/push/levels', { json: { levels: next.levels } })).ok) return;
      told = next.told;
      localStorage.setItem(TOLD_KEY, JSON.stringify(told));
    }
    const quiet = quietToTell(told, preferences, Date.now());
    if (quiet === undefined || !(await request('PUT', '/api/push/quiet', { json: quiet.quiet })).ok) return;
    localStorage.setItem(TOLD_KEY, JSON.stringify(quiet.told));
  };
  const tellSoon = (): void => {
    telling = telling.then(tell).catch((error: unknown) => console.warn(error));
  };

  /** A new key, an address that ended, a row that was lost: all of it heals here. */
  const renew = async (): Promise<void> => {
    if (!isPushSupported()) return;
    const wished = await readPushContent(app.me().number);
    const registration = await workerRegistration();
    if (registration === undefined || isGone) return;
    if (wished !== undefined && Notification.permission === 'granted') return void subscribePush(registration, wished);
    // Notes left by another account in this browser.
    await (await currentSubscription(registration))?.unsubscribe();
  };

  const lookedAt = createLookedAt();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const sayActive = async (): Promise<void> => {
    clearTimeout(timer);
    const answer = await request('POST', '/api/push/active', { json: {} });
    if (isGone) return;
    const parsed = v.safeParse(PUSH_ACTIVE, answer.ok ? answer.value : undefined);
    if (parsed.success) devices = parsed.output.devices;
    tellSoon();
    if (lookedAt()) timer = setTimeout(() => void sayActive(), devices > 0 ? SAY_EVERY : ASK_EVERY);
  };
  const isOnline = () => app.connection()?.state === 'online';
  let isRenewed = false;
  createEffect(() => {
    if (!isOnline()) return;
    if (!isRenewed) {
      isRenewed = true;
      renew().catch((error: unknown) => console.warn(error));
    }
    if (lookedAt()) void sayActive();
  });
  createEffect(() => {
    void [app.conversations(), app.preferences()?.quiet, app.preferences()?.pausedUntil];
    if (isOnline()) tellSoon();
  });
  createEffect(() => {
    const messages = Object.fromEntries(Object.entries(translationsOf()).filter(([key]) => SPOKEN.test(key)));
    const texts = { language: spokenLanguage(), messages };
    const sound = app.preferences()?.sound ?? false;
    changeNotes({ texts, sound }).catch((error: unknown) => console.warn(error));
  });
  createEffect(() => {
    const unread = unreadIds(app.conversations() ?? [], app.now());
    changeNotes({ unread }).catch(() => undefined);
  });
  actSoon();
  onCleanup(() => {
    isGone = true;
    clearTimeout(timer);
  });
  return { doActs: actSoon };
};
