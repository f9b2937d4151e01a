import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, Match, Show, Switch } from 'solid-js';
import type { OutboxEntry } from '../../channel/projections.ts';
import { Button } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { Link } from '../navigation/link.tsx';
import style from './outbox-page.module.css';
import { outboxWords, refusalWords } from './outbox-words.ts';

/** Something one asked for: waiting, to be cancelled; or refused, to be seen. */
export const OutboxItem = (props: { readonly entry: OutboxEntry }): JSX.Element => {
  const app = useApp();
  const what = () => outboxWords(props.entry);
  const { key } = props.entry;
  const isRefused = () => props.entry.state === 'refused';
  const cancel = async (): Promise<void> => {
    if (app.done(await app.channel.call('cancelCommand', { key }))) app.say(t('outbox.cancelled'));
  };
  const dismiss = (): void => void app.channel.call('dismissCommand', { key }).then(app.done);
  return (
    <li class={style.entry} data-key={key} data-state={props.entry.state}>
      <Icon name={isRefused() ? 'alert' : 'clock'} />
      <div class={style.about}>
        <b dir="auto">{what()}</b>
        <Show when={isRefused()}>
          <p>{refusalWords(props.entry)}</p>
        </Show>
        <small>{t('outbox.asked', { when: momentOf(props.entry.at, app.now()) })}</small>
        <Show when={isRefused() ? props.entry.conversationId : undefined}>
          {(id) => (
            <Link router={app.router} to={{ name: 'conversation', id: id() }}>
              {t('outbox.open', { title: props.entry.conversationTitle || t('outbox.somewhere') })}
            </Link>
          )}
        </Show>
      </div>
      <Switch>
        <Match when={isRefused()}>
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
