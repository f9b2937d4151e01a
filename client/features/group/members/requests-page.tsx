import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { For, type JSX, Show } from 'solid-js';
import type { ConversationView } from '../../../channel/conversation-view.ts';
import { Avatar } from '../../../design/avatar.tsx';
import { Button } from '../../../design/button.tsx';
import { momentOf } from '../../../i18n/dates.ts';
import { useApp } from '../../app-context.ts';
import style from '../pages.module.css';

/** People who used a link that requires approval. */
export const RequestsPage = (props: { readonly view: ConversationView }): JSX.Element => {
  const app = useApp();
  const answer = (userId: string, accept: boolean): void =>
    void app.channel.call('answerRequest', { conversationId: props.view.id, userId, accept }).then(app.done);
  return (
    <>
      <p class={style.lead}>{t(props.view.requests.length > 0 ? 'group.requests.words' : 'group.requests.none')}</p>
      <Show when={props.view.requests.length > 0}>
        <ul class={style.people} aria-label={t('group.requests.title')}>
          <For each={props.view.requests}>
            {(person) => (
              <li class={style.request}>
                <Avatar size="small" name={person.name} seed={person.userId} picture={person.picture} />
                <span class={style.who}>
                  <b dir="auto">{person.name}</b>
                  <small>{t('group.requests.asked', { when: momentOf(person.at, app.now()) })}</small>
                </span>
                <span class={style.answers}>
                  <Button
                    variant="quiet"
                    aria-label={t('group.requests.decline', { name: person.name })}
                    onClick={() => answer(person.userId, false)}
                  >
                    {t('group.requests.decline.short')}
                  </Button>
                  <Button
                    variant="main"
                    aria-label={t('group.requests.accept', { name: person.name })}
                    onClick={() => answer(person.userId, true)}
                  >
                    {t('group.requests.accept.short')}
                  </Button>
                </span>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </>
  );
};
