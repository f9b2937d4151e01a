import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { createResource, createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import type { MessageDetails } from '../../channel/commands.ts';
import type { ConversationView } from '../../channel/conversation-view.ts';
import type { MessageEntry } from '../../channel/timeline-view.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Icon } from '../../design/icon.tsx';
import { momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { summaryWords } from '../message-content/summary-words.ts';
import { timeLeft } from '../timeline/row/time-left.ts';
import style from './message-details-dialog.module.css';

type PersonState = MessageDetails['people'][number];

/** More names than these are shown on demand: people want to know how many, seldom who. */
const FEW = 50;
/** Written and stamped so far apart count as different times. ms */
const APART = 60_000;

const stateWords = (person: PersonState, now: number): string => {
  const { state, readAt, deliveredAt } = person;
  if (state === 'read' && readAt !== undefined) return t('details.state.read-at', { when: momentOf(readAt, now) });
  if (state === 'delivered' && deliveredAt !== undefined)
    return t('details.state.delivered-at', { when: momentOf(deliveredAt, now) });
  return t(`details.state.${state}`);
};

const People = (props: {
  readonly view: ConversationView;
  readonly people: MessageDetails['people'];
  readonly now: number;
}): JSX.Element => {
  const seedOf = ({ number }: PersonState) =>
    props.view.members.find((member) => member.number === number)?.userId ?? number;
  const [all, setAll] = createSignal(props.people.length <= FEW);
  return (
    <Show when={all()} fallback={<Button onClick={() => setAll(true)}>{t('details.show')}</Button>}>
      <ul class={style.people} aria-label={t('details.people')}>
        <For each={props.people}>
          {(person) => (
            <li>
              <Avatar size="small" name={person.name} seed={seedOf(person)} />
              <span>
                <b dir="auto">{person.name}</b>
                <small data-state={person.state}>
                  <Icon
                    name={person.state === 'read' ? 'read' : person.state === 'delivered' ? 'checks' : 'check'}
                    size="small"
                  />
                  {stateWords(person, props.now)}
                </small>
              </span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
};

const Receipts = (props: {
  readonly view: ConversationView;
  readonly details: MessageDetails;
  readonly now: number;
  readonly connected: boolean;
  /** False: the reader sends no read receipts and is told none, which does not mean that nobody has read it. */
  readonly receipts: boolean;
}): JSX.Element => (
  <>
    <Show when={props.details.others > 1}>
      <dl class={style.facts}>
        <div>
          <dt>{t('details.delivered')}</dt>
          <dd>{t('details.of', { count: props.details.delivered, others: `${props.details.others}` })}</dd>
        </div>
        <Show when={props.receipts}>
          <div>
            <dt>{t('details.read')}</dt>
            <dd>{t('details.of', { count: props.details.read, others: `${props.details.others}` })}</dd>
          </div>
        </Show>
      </dl>
    </Show>
    <Show when={props.details.people.length > 0}>
      <People view={props.view} people={props.details.people} now={props.now} />
    </Show>
    <Show when={!props.receipts}>
      <p class={style.note}>{t('details.own-receipts')}</p>
    </Show>
    <Show when={!props.details.complete}>
      <p class={style.note}>
        <Icon name="offline" size="small" />
        {t(props.connected ? 'details.unanswered' : 'details.offline')}
      </p>
    </Show>
  </>
);

/** When a message was written and sent, and who has received and read it. Asked again each time it opens. */
export const MessageDetailsDialog = (props: {
  readonly view: ConversationView;
  readonly entry: MessageEntry;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const [details] = createResource(async () => {
    const { chapter, messageId } = props.entry;
    const conversationId = props.view.id;
    const result = await app.channel.call('details', { conversationId, chapter, messageId });
    return app.done(result) ? result.value : undefined;
  });
  const written = () => details()?.writtenAt ?? props.entry.at;
  const stamped = () => details()?.stampedAt;
  const isApart = () => Math.abs((stamped() ?? written()) - written()) > APART;
  return (
    <Dialog title={t('details.title')} closeLabel={t('app.close')} onClose={props.onClose}>
      <Show when={props.entry.text}>
        {(text) => (
          <blockquote class={style.text} dir="auto">
            {summaryWords(text()).slice(0, 300)}
          </blockquote>
        )}
      </Show>
      <Switch>
        <Match when={details.loading}>
          <p class={style.note} role="status">
            {t('details.reading')}
          </p>
        </Match>
        <Match when={details()}>
          {(known) => (
            <>
              <dl class={style.facts}>
                <Show when={stamped() === undefined || isApart()}>
                  <div>
                    <dt>{t('details.written')}</dt>
                    <dd>{momentOf(written(), app.now())}</dd>
                  </div>
                </Show>
                <div>
                  <dt>{t('details.sent')}</dt>
                  <dd>{stamped() === undefined ? t('details.not-sent') : momentOf(stamped() ?? 0, app.now())}</dd>
                </div>
                <Show when={props.entry.due}>
                  {(due) => (
                    <div>
                      <dt>{t('details.due')}</dt>
                      <dd>
                        {t('details.due.at', {
                          when: momentOf(due(), app.now()),
                          left: timeLeft(due(), app.now()),
                        })}
                      </dd>
                    </div>
                  )}
                </Show>
              </dl>
              <Show when={known().others > 0 && stamped() !== undefined}>
                <Receipts
                  view={props.view}
                  details={known()}
                  now={app.now()}
                  connected={app.connection()?.state === 'online'}
                  receipts={app.preferences()?.readReceipts !== false}
                />
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </Dialog>
  );
};
