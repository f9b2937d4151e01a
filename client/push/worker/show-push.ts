import * as v from 'valibot';
import { PUSH_MESSAGE, PUSHED_ENTRY, type PushMessage } from '../../../shared/protocol/push.ts';
import { within } from '../../disk/indexeddb.ts';
import { loadMarkdown } from '../../features/message-content/text/parse-message.ts';
import { request } from '../../http/request.ts';
import { scope } from '../../service-worker/scope.ts';
import { changeNotes, readNotes } from '../push-notes.ts';
import { type LocalAccount, openLocalAccount } from './local-account.ts';
import type { PushedData } from './push-click.ts';
import { actionWords, neutralWords, pushWords, speak } from './push-words.ts';

const ICON = '/icon-192.png';
/** Tag of the notification that names nobody. */
const NEUTRAL = 'skerry';
/** A message that was too long for the push is waited for this long: the browser ends workers that wait. ms */
const FETCH_WITHIN = 4_000;
const READ_WITHIN = 2_000;

/** Options of a notification that are not in every browser. */
interface ShownOptions extends NotificationOptions {
  readonly renotify?: boolean;
  readonly actions?: readonly { readonly action: string; readonly title: string; readonly type?: 'text' }[];
}

const parse = (text: string | undefined): PushMessage | undefined => {
  try {
    const parsed = v.safeParse(PUSH_MESSAGE, JSON.parse(text ?? ''));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
};

const show = (title: string, options: ShownOptions): Promise<void> =>
  scope.registration.showNotification(title, options);

/** Tells that there is something, and of nobody. */
const showNeutral = async (): Promise<void> => {
  const { title, body } = neutralWords(speak((await readNotes()).texts));
  await show(title, { tag: NEUTRAL, body, icon: ICON });
};

/** Fetches what was too long. Its own requests fail now and then: the name alone is shown then. */
const withEntry = async (message: PushMessage): Promise<PushMessage> => {
  const { show: shown, entry, id, chapter, conversation } = message;
  if (shown !== 'full' || entry !== undefined || id === undefined || chapter === undefined) return message;
  const answer = await within(
    FETCH_WITHIN,
    request('GET', `/api/push/messages/${conversation}/${chapter}/${id}`, {}).catch(() => undefined),
    undefined,
  );
  const parsed = v.safeParse(PUSHED_ENTRY, answer?.ok ? answer.value : undefined);
  return parsed.success ? { ...message, ...parsed.output } : message;
};

const shownFor = async (tag: string): Promise<readonly Notification[]> =>
  (await scope.registration.getNotifications?.({ tag }).catch(() => [])) ?? [];

/** Closes what was read elsewhere. */
const closeRead = async (read: PushMessage['read']): Promise<void> => {
  for (const [id, seq] of read ?? [])
    for (const one of await shownFor(id)) if (Number(one.data?.seq) <= seq) one.close();
};

/** The badge counts what the list would: unread conversations that notify. */
const countBadge = async ({ conversation, read }: PushMessage): Promise<void> => {
  const { unread = [] } = await readNotes();
  const gone = new Set(read?.map(([id]) => id));
  const next = [...new Set([...unread.filter((id) => !gone.has(id)), conversation])];
  await changeNotes({ unread: next });
  if ('setAppBadge' in navigator) await navigator.setAppBadge(next.length);
};

const showMessage = async (account: LocalAccount, pushed: PushMessage): Promise<void> => {
  const isText = pushed.show !== 'nothing';
  const [message, conversation, by, notes, before] = await Promise.all([
    withEntry(pushed),
    isText ? account.conversation(pushed.conversation) : undefined,
    isText ? account.nameOf(pushed.by) : undefined,
    readNotes(),
    shownFor(pushed.conversation),
    loadMarkdown().catch(() => undefined),
  ]);
  const t = speak(notes.texts);
  const { title, body } = pushWords(message, { kind: conversation?.kind, name: conversation?.name, by }, t);
  const actions = actionWords(t);
  const isMention = message.reason === 'mention';
  const data: PushedData = {
    id: message.id ?? '',
    seq: message.seq,
    mention: isMention,
    mentions: isMention ? 1 : 0,
    chapter: message.chapter,
    account: message.account,
  };
  await show(title, {
    tag: message.conversation,
    body,
    icon: ICON,
    badge: ICON,
    data,
    // An open tab has shown it already.
    renotify: !before.some((one) => Number(one.data?.seq) >= message.seq),
    silent: notes.sound !== true,
    actions:
      message.reason === 'request'
        ? []
        : [
            { action: 'reply', title: actions.reply, type: 'text' },
            { action: 'read', title: actions.read },
          ],
  });
};

/**
 * Shows a push. Whatever happens, something is shown: browsers end a subscription that stays silent. Nothing of an
 * account is shown that is not the one signed in here.
 */
export const showPush = async (text: string | undefined): Promise<void> => {
  const message = parse(text);
  const opening = openLocalAccount();
  const found = await within<LocalAccount | 'nobody' | 'unknown'>(
    READ_WITHIN,
    opening.then((one) => one ?? 'nobody'),
    'unknown',
  );
  // It may open later.
  if (found === 'unknown')
    void opening.then(
      (late) => late?.close(),
      () => {},
    );
  const account = typeof found === 'string' ? undefined : found;
  try {
    if (message === undefined || account?.number !== message.account) {
      await showNeutral();
      // Nobody is signed in: this browser is not to be reached any more.
      if (found === 'nobody') await (await scope.registration.pushManager.getSubscription())?.unsubscribe();
      return;
    }
    await showMessage(account, message).catch(showNeutral);
    await closeRead(message.read);
    await countBadge(message).catch(() => undefined);
  } finally {
    account?.close();
  }
};
