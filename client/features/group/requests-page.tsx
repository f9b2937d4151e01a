import { For, type JSX, Show } from 'solid-js';
import type { ConversationView } from '../../channel/projections.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Button } from '../../design/button.tsx';
import { momentOf } from '../../words/dates.ts';
import { g } from '../../words/group-words.ts';
import { useApp } from '../app-context.ts';
import style from './pages.module.css';

/** People who came by a link that asks for approval. */
export const RequestsPage = (props: { readonly view: ConversationView }): JSX.Element => {
  const app = useApp();
  const answer = (userId: string, accept: boolean): void =>
    void app.channel.call('answerRequest', { conversationId: props.view.id, userId, accept }).then(app.done);
  return (
    <>
      <p class={style.lead}>{g(props.view.requests.length > 0 ? 'requests.words' : 'requests.none')}</p>
      <Show when={props.view.requests.length > 0}>
        <ul class={style.people} aria-label={g('requests.title')}>
          <For each={props.view.requests}>
            {(person) => (
              <li class={style.request}>
                <Avatar size="small" name={person.name} seed={person.userId} picture={person.picture} />
                <span class={style.who}>
                  <b dir="auto">{person.name}</b>
                  <small>{g('requests.asked', { when: momentOf(person.at, app.now()) })}</small>
                </span>
                <span class={style.answers}>
                  <Button
                    look="quiet"
                    aria-label={g('requests.decline', { name: person.name })}
                    onClick={() => answer(person.userId, false)}
                  >
                    {g('requests.decline.short')}
                  </Button>
                  <Button
                    look="main"
                    aria-label={g('requests.accept', { name: person.name })}
                    onClick={() => answer(person.userId, true)}
                  >
                    {g('requests.accept.short')}
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
