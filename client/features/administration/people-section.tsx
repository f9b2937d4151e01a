import { t } from '../../i18n/t.ts';
import '../group/messages.ts';
import './messages.ts';
import { createEffect, createSignal, For, type JSX, lazy, on, onCleanup, Show } from 'solid-js';
import { ADMINISTERED_PEOPLE, type AdministeredPerson } from '../../../shared/protocol/http-accounts.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Button, IconButton } from '../../design/button.tsx';
import { SearchField } from '../../design/search-field.tsx';
import { momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { MadeLink } from '../made-link/made-link.tsx';
import { SettingsSection } from '../settings/settings-section.tsx';
import { ask } from '../sign-in/ask.ts';
import type { Act } from './act-dialog.tsx';
import style from './administration.module.css';
import { AskedStates, problemWords } from './asked-states.tsx';
import { createAsked } from './create-asked.ts';
import { PersonMenu } from './person-menu.tsx';

const ActDialog = lazy(async () => ({ default: (await import('./act-dialog.tsx')).ActDialog }));

/** ms without a key press, then the server is asked. */
const PAUSE = 250;

interface Link {
  readonly userId: string;
  readonly address: string;
  readonly expiresAt: number;
}

/** Everybody with an account here, and reset links for people who lost their password. */
export const PeopleSection = (): JSX.Element => {
  const app = useApp();
  const [query, setQuery] = createSignal('');
  const load = (after: number) => {
    const search = new URLSearchParams({ query: query().trim(), after: String(after) });
    return ask(ADMINISTERED_PEOPLE, 'GET', `/api/administration/people?${search}`);
  };
  const asked = createAsked(() => load(0));
  const more = async (): Promise<void> => {
    const now = asked.value();
    const answer = await load(now?.people.at(-1)?.number ?? 0);
    // Somebody went on typing: these belong to another search.
    if (asked.value() !== now) return;
    if (!answer.ok) app.say(problemWords(answer.error));
    else asked.set({ people: [...(now?.people ?? []), ...answer.value.people], more: answer.value.more });
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  createEffect(
    on(
      query,
      () => {
        clearTimeout(timer);
        timer = setTimeout(() => void asked.again(), PAUSE);
      },
      { defer: true },
    ),
  );
  onCleanup(() => clearTimeout(timer));
  const [menu, setMenu] = createSignal<{ readonly person: AdministeredPerson; readonly anchor: HTMLElement }>();
  const [changing, setChanging] = createSignal<{ readonly person: AdministeredPerson; readonly act: Act }>();
  const [link, setLink] = createSignal<Link>();
  return (
    <SettingsSection title={t('administration.people.title')}>
      <div class={style.search}>
        <SearchField
          isLarge
          label={t('administration.people.search')}
          autocomplete="off"
          spellcheck={false}
          value={query()}
          onText={setQuery}
        />
      </div>
      <AskedStates asked={asked}>
        {(answer) => (
          <>
            <Show when={answer().people.length > 0} fallback={<p>{t('administration.people.none')}</p>}>
              <ul class={style.list}>
                <For each={answer().people}>
                  {(person) => (
                    <li class={style.row}>
                      <Avatar name={person.name} seed={person.userId} />
                      <p>
                        <span>
                          <b dir="auto">{person.name}</b>
                          <Show when={person.administrator}>
                            <span class={style.mark}>{t('administration.people.administrator')}</span>
                          </Show>
                          <Show when={person.disabled}>
                            <span class={style.mark} data-disabled="">
                              {t('administration.people.disabled')}
                            </span>
                          </Show>
                        </span>
                        <span>
                          {person.username === undefined ? person.email : `@${person.username} · ${person.email}`}
                        </span>
                        <small>
                          {t('administration.people.since', { when: momentOf(person.createdAt, app.now()) })}
                        </small>
                      </p>
                      <Show when={person.userId !== app.me().userId}>
                        <IconButton
                          icon="more"
                          label={t('group.member.menu', { name: person.name })}
                          aria-haspopup="menu"
                          onClick={(event) => setMenu({ person, anchor: event.currentTarget })}
                        />
                      </Show>
                      <Show when={link()?.userId === person.userId ? link() : undefined}>
                        {(made) => (
                          <MadeLink
                            address={made().address}
                            title={t('administration.link.reset', { name: person.name })}
                            qrLabel={t('administration.link.reset.qr', { name: person.name })}
                            words={t('administration.link.reset.words', {
                              name: person.name,
                              when: momentOf(made().expiresAt, app.now()),
                            })}
                          />
                        )}
                      </Show>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
            <Show when={answer().more}>
              <Button onClick={() => void more()}>{t('administration.people.more')}</Button>
            </Show>
          </>
        )}
      </AskedStates>
      <Show when={menu()} keyed>
        {({ person, anchor }) => (
          <PersonMenu
            person={person}
            anchor={anchor}
            onAct={(act) => setChanging({ person, act })}
            onClose={() => setMenu(undefined)}
          />
        )}
      </Show>
      <Show when={changing()} keyed>
        {({ person, act }) => (
          <ActDialog
            act={act}
            person={person}
            onDone={(made) => {
              setChanging(undefined);
              if (made === undefined) return void asked.again();
              const address = `${location.origin}/reset#${made.token}`;
              setLink({ userId: person.userId, address, expiresAt: made.expiresAt });
            }}
            onClose={() => setChanging(undefined)}
          />
        )}
      </Show>
    </SettingsSection>
  );
};
