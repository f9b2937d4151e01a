import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { For, type JSX, Match, Show, Switch } from 'solid-js';
import type { OutboxEntry } from '../../channel/projections.ts';
import { Button } from '../../design/button.tsx';
import { Icon, type IconName } from '../../design/icon.tsx';
import { Page, Quiet } from '../../design/page.tsx';
import { Scene } from '../../design/scene.tsx';
import { momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { Link } from '../navigation/link.tsx';
import { createProjection } from '../topics/create-topic.ts';
import style from './outbox-page.module.css';
import { outboxWords, refusalWords } from './outbox-words.ts';

const Entry = (props: { readonly entry: OutboxEntry; readonly icon: IconName }): JSX.Element => {
  const app = useApp();
  const what = () => outboxWords(props.entry);
  const { key } = props.entry;
  const cancel = async (): Promise<void> => {
    if (app.done(await app.channel.call('cancelCommand', { key }))) app.say(t('outbox.cancelled'));
  };
  const dismiss = (): void => void app.channel.call('dismissCommand', { key }).then(app.done);
  return (
    <li class={style.entry} data-key={key} data-state={props.entry.state}>
      <Icon name={props.icon} />
      <div class={style.about}>
        <b dir="auto">{what()}</b>
        <Show when={props.entry.state === 'refused'}>
          <p>{refusalWords(props.entry)}</p>
        </Show>
        <small>{t('outbox.asked', { when: momentOf(props.entry.at, app.now()) })}</small>
        <Show when={props.entry.state === 'refused' ? props.entry.conversationId : undefined}>
          {(id) => (
            <Link router={app.router} to={{ name: 'conversation', id: id() }}>
              {t('outbox.open', { title: props.entry.conversationTitle || t('outbox.somewhere') })}
            </Link>
          )}
        </Show>
      </div>
      <Switch>
        <Match when={props.entry.state === 'refused'}>
          <Button aria-label={t('outbox.dismiss.label', { what: what() })} onClick={dismiss}>
            {t('outbox.dismiss')}
          </Button>
        </Match>
        <Match when={props.entry.mayCancel}>
          <Button variant="quiet" aria-label={t('outbox.cancel.label', { what: what() })} onClick={() => void cancel()}>
            {t('outbox.cancel')}
          </Button>
        </Match>
      </Switch>
    </li>
  );
};

/** What one asked for and the server has not done: waiting, to be cancelled; or refused, to be seen. */
export const OutboxPage = (): JSX.Element => {
  const app = useApp();
  const entries = createProjection(app.channel, 'outbox');
  const waiting = () => entries()?.filter(({ state }) => state === 'waiting') ?? [];
  const refused = () => entries()?.filter(({ state }) => state === 'refused') ?? [];
  const online = () => app.connection()?.state === 'online';
  /** Messages and their changes; commands are counted among what is unsent too. */
  const messages = () => Math.max(0, (app.connection()?.unsent ?? 0) - waiting().length);
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
            <For each={refused()}>{(entry) => <Entry entry={entry} icon="alert" />}</For>
          </ul>
        </section>
      </Show>
      <Show when={waiting().length > 0}>
        <section class={style.group} aria-labelledby="outbox-waiting">
          <h2 id="outbox-waiting">{t(online() ? 'outbox.state.sending' : 'outbox.state.waiting')}</h2>
          <p>{t('outbox.words')}</p>
          <ul class={style.list} aria-labelledby="outbox-waiting">
            <For each={waiting()}>{(entry) => <Entry entry={entry} icon="clock" />}</For>
          </ul>
        </section>
      </Show>
      <Show when={entries()?.length === 0 && messages() === 0 && notSent() === 0}>
        <Quiet picture={<Scene />} title={t('outbox.empty.title')} words={t('outbox.empty.words')} />
      </Show>
      <Show when={messages() > 0}>
        <p class={style.lead}>
          {waiting().length > 0
            ? t('outbox.messages', { count: messages() })
            : t('outbox.messages.only', { count: messages() })}
        </p>
      </Show>
      <Show when={notSent() > 0}>
        <Link class={style.beside} router={app.router} to={{ name: 'not-sent' }}>
          <Icon name="alert" />
          <span>{t('outbox.not-sent', { count: notSent() })}</span>
          <Icon name="next" size="small" />
        </Link>
      </Show>
    </Page>
  );
};
