import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createEffect, createMemo, For, type JSX, Show } from 'solid-js';
import type { Person } from '../../channel/person.ts';
import { Avatar } from '../../design/avatar.tsx';
import { useApp } from '../app-context.ts';
import { titleOf } from '../conversation-list/row-title.ts';
import { Link } from '../navigation/link.tsx';
import { createPeopleSearch } from '../people-picker/create-people-search.ts';
import { switchPeople, switchRows } from '../switcher/switch-options.ts';
import style from './found-names.module.css';

/** More of them are found by typing on. */
const MOST = 5;
/** Letters from which on people of the server are looked for. */
const ASK_FROM = 2;

/** Conversations and people whose names fit what is typed. */
export const FoundNames = (props: { readonly words: string }): JSX.Element => {
  const app = useApp();
  // The server must not learn what people search for in their messages.
  const search = createPeopleSearch(app.channel, true);
  createEffect(() => search.setQuery(props.words.trim().length >= ASK_FROM ? props.words : ''));
  const all = () => app.conversations() ?? [];
  const rows = createMemo(() => (props.words.trim() === '' ? [] : switchRows(all(), props.words).slice(0, MOST)));
  const people = createMemo(() => switchPeople(search.answer()?.people ?? [], all(), app.me().userId).slice(0, MOST));
  const start = async ({ userId, number, name }: Person): Promise<void> => {
    const result = await app.channel.call('startDirect', { person: { userId, number, name } });
    if (app.done(result)) app.router.go({ name: 'conversation', id: result.value.conversationId });
  };
  return (
    <>
      <Show when={rows().length > 0}>
        <section class={style.names}>
          <h2>{t('search.conversations')}</h2>
          <ul>
            <For each={rows()}>
              {(row) => (
                <li>
                  <Link class={style.name} router={app.router} to={{ name: 'conversation', id: row.id }}>
                    <Avatar
                      size="small"
                      name={titleOf(row)}
                      seed={row.peer?.userId ?? row.id}
                      picture={row.picture}
                      {...(row.kind === 'notes' ? { icon: 'note' as const } : {})}
                    />
                    <bdi>{titleOf(row)}</bdi>
                  </Link>
                </li>
              )}
            </For>
          </ul>
        </section>
      </Show>
      <Show when={people().length > 0}>
        <section class={style.names}>
          <h2>{t('search.people')}</h2>
          <ul>
            <For each={people()}>
              {(person) => (
                <li>
                  <button type="button" class={style.name} onClick={() => void start(person)}>
                    <Avatar size="small" name={person.name} seed={person.userId} picture={person.picture} />
                    <bdi>{person.name}</bdi>
                    <small>{t('search.people.start')}</small>
                  </button>
                </li>
              )}
            </For>
          </ul>
        </section>
      </Show>
    </>
  );
};
