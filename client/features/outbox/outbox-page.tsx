import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import '../connection/messages.ts';
import '../conversation/messages.ts';
import './messages.ts';
import { createMemo, createResource, For, type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { UnsentItem } from '../../channel/commands.ts';
import type { OutboxEntry } from '../../channel/projections.ts';
import { Button } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { Page, Quiet } from '../../design/page.tsx';
import { Scene } from '../../design/scene.tsx';
import { useApp } from '../app-context.ts';
import { createCanTry } from '../connection/can-try.ts';
import { Link } from '../navigation/link.tsx';
import { createProjection } from '../topics/create-topic.ts';
import { OutboxItem } from './outbox-entry.tsx';
import style from './outbox-page.module.css';
import { UnsentRow } from './unsent-item.tsx';
import { UnsentTransfer } from './unsent-transfer.tsx';

interface Waiting {
  readonly id: ConversationId | undefined;
  readonly entries: OutboxEntry[];
  readonly items: UnsentItem[];
}

/** Everything that the server does not have, by conversation: what waits, and what it refused. */
export const OutboxPage = (): JSX.Element => {
  const app = useApp();
  const entries = createProjection(app.channel, 'outbox');
  const uploads = createProjection(app.channel, 'uploads');
  const unsent = () => app.connection()?.unsent ?? 0;
  const [items, { refetch }] = createResource(unsent, async () => {
    const result = await app.channel.call('unsent', {});
    return result.ok ? result.value.items.filter(({ kind }) => kind !== 'not-sent') : [];
  });
  const messages = () => items.latest ?? [];
  const refused = () => entries()?.filter(({ state }) => state === 'refused') ?? [];
  const waiting = () => entries()?.filter(({ state }) => state === 'waiting') ?? [];
  const groups = createMemo(() => {
    const all = new Map<string, Waiting>();
    const of = (id: ConversationId | undefined): Waiting => {
      const group = all.get(id ?? '') ?? { id, entries: [], items: [] };
      all.set(id ?? '', group);
      return group;
    };
    for (const entry of waiting()) of(entry.conversationId).entries.push(entry);
    for (const item of messages()) of(item.conversationId).items.push(item);
    return [...all.values()];
  });
  const titleOf = ({ id, entries: [entry], items: [item] }: Waiting): string => {
    if (id === undefined) return t('outbox.other');
    if (app.conversations()?.find((row) => row.id === id)?.kind === 'notes') return t('conversation.notes.title');
    return item?.title || entry?.conversationTitle || t('outbox.somewhere');
  };
  const uploadOf = ({ conversationId, key }: UnsentItem) =>
    uploads()?.find((one) => one.conversationId === conversationId && one.messageId === key);
  const online = () => app.connection()?.state === 'online';
  const canTry = createCanTry(() => app.connection()?.state);
  /** Reactions, reading places and the like; nobody looks for them one by one. */
  const others = () => (items.loading ? 0 : Math.max(0, unsent() - waiting().length - messages().length));
  const notSent = () => app.connection()?.notSent ?? 0;
  return (
    <Page title={t('outbox.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <Show when={refused().length > 0}>
        <section class={style.group} data-refused="" aria-labelledby="outbox-refused">
          <h2 id="outbox-refused">
            <Icon name="alert" size="small" />
            {t('outbox.refused')}
          </h2>
          <p>{t('outbox.refused.words')}</p>
          <ul class={style.list} aria-labelledby="outbox-refused">
            <For each={refused()}>{(entry) => <OutboxItem entry={entry} />}</For>
          </ul>
        </section>
      </Show>
      <Show when={notSent() > 0}>
        <Link class={style.beside} router={app.router} to={{ name: 'not-sent' }}>
          <Icon name="alert" />
          <span>{t('outbox.not-sent', { count: notSent() })}</span>
          <Icon name="next" size="small" />
        </Link>
      </Show>
      <Show when={groups().length > 0}>
        <div class={style.state}>
          <p>
            <b>{t(online() ? 'outbox.state.sending' : 'outbox.state.waiting')}</b> {t('outbox.words')}
          </p>
          <Show when={canTry()}>
            <Button onClick={() => void app.channel.call('connectNow', {})}>{t('connection.try')}</Button>
          </Show>
        </div>
      </Show>
      <For each={groups()}>
        {(group) => (
          <section class={style.group} aria-label={titleOf(group)}>
            <h2 dir="auto">{titleOf(group)}</h2>
            <ul class={style.list}>
              <For each={group.entries}>{(entry) => <OutboxItem entry={entry} />}</For>
              <For each={group.items}>
                {(item) => <UnsentRow item={item} upload={uploadOf(item)} onCancelled={() => void refetch()} />}
              </For>
            </ul>
          </section>
        )}
      </For>
      <Show when={others() > 0}>
        <p class={style.lead}>{t('outbox.messages', { count: others() })}</p>
      </Show>
      <Show when={entries()?.length === 0 && unsent() === 0 && notSent() === 0}>
        <Quiet picture={<Scene />} title={t('outbox.empty.title')} words={t('outbox.empty.words')} />
      </Show>
      <UnsentTransfer hasUnsent={messages().length > 0} />
    </Page>
  );
};
