import { makeMessageId, random } from '../../../shared/ids/ulid.ts';
import { request } from '../../http/request.ts';
import { type ChangeEvent, type ClickEvent, on, openTabs, scope } from '../../service-worker/scope.ts';
import { addAct, readActs, readNotes, removeAct } from '../push-notes.ts';
import { subscribePush } from '../subscribe-push.ts';
import { openLocalAccount } from './local-account.ts';
import { leadOf, type PushedData, pathOfPushed } from './push-click.ts';
import { showPush } from './show-push.ts';

/** Part of the service worker (vite.config.ts): pushes, and what is pressed in notifications. */

/** Pushes are shown one after the other, so that two of one conversation do not overtake each other. */
let turn: Promise<unknown> = Promise.resolve();
const inTurn = (work: () => Promise<unknown>): Promise<unknown> => {
  turn = turn.then(work, work).catch((error: unknown) => console.warn(error));
  return turn;
};

/** Sends what was read, where no page is open to do it. What fails waits for the next start of the app, or of this worker. */
const sendReads = async (): Promise<void> => {
  const account = await openLocalAccount();
  account?.close();
  for (const { key, act } of await readActs()) {
    if (act.kind !== 'read') continue;
    if (act.account !== account?.number) {
      await removeAct(key);
      continue;
    }
    const receipts = [{ conversationId: act.conversation, read: act.seq }];
    const answer = await request('POST', '/api/receipts', { json: { receipts } });
    if (answer.ok || answer.error.kind === 'refused') await removeAct(key);
  }
};

const markRead = async (conversation: string, { seq = 0, account }: Partial<PushedData>): Promise<void> => {
  if (account === undefined) return;
  await addAct({ kind: 'read', account, conversation, seq });
  const open = await openTabs();
  // The replica of an open page has an outbox.
  if (open.length > 0) return open[0]?.postMessage({ doPushActs: true });
  await scope.registration.sync?.register('skerry-push').catch(() => undefined);
  await sendReads();
};

const onClick = async ({ notification, action, reply }: ClickEvent): Promise<void> => {
  const data = (notification.data ?? {}) as Partial<PushedData>;
  const open = await openTabs();
  const lead = leadOf(
    notification.tag,
    action,
    data,
    open.map(({ focused, visibilityState }) => ({ focused, visible: visibilityState === 'visible' })),
  );
  const text = reply?.trim() ?? '';
  if (action === 'reply' && text !== '' && data.account !== undefined)
    await addAct({
      kind: 'reply',
      account: data.account,
      conversation: notification.tag,
      id: makeMessageId(Date.now(), random),
      text,
    });
  switch (lead.kind) {
    case 'none':
      return;
    case 'read':
      return markRead(notification.tag, data);
    case 'window':
      await scope.clients.openWindow(lead.path);
      return;
    case 'tab': {
      const tab = open[lead.at];
      tab?.postMessage({
        openConversation: notification.tag,
        path: pathOfPushed(notification.tag, data),
        reply: action === 'reply',
        doPushActs: true,
      });
      await tab?.focus();
    }
  }
};

/** The browser ended the subscription by itself: it gets the next one. */
const onChange = async ({ oldSubscription }: ChangeEvent): Promise<void> => {
  const account = await openLocalAccount();
  account?.close();
  const { wanted } = await readNotes();
  if (account === undefined || wanted?.account !== account.number) return;
  await oldSubscription?.unsubscribe().catch(() => false);
  await subscribePush(scope.registration, wanted.content);
};

on('push', ({ data }) => {
  let text: string | undefined;
  try {
    text = data?.text();
  } catch {
    // Bytes that are no text: something is shown all the same.
  }
  return inTurn(() => showPush(text)).then(sendReads);
});
on('notificationclick', (event) => {
  event.notification.close();
  return onClick(event);
});
on('pushsubscriptionchange', onChange);
on('sync', async ({ tag }) => {
  if (tag === 'skerry-push') await sendReads();
});
