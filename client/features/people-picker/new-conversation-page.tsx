import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import '../conversation/messages.ts';
import './messages.ts';
import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import type { Person } from '../../channel/person.ts';
import { Icon } from '../../design/icon.tsx';
import { Page } from '../../design/page.tsx';
import { useApp } from '../app-context.ts';
import { createPeopleSearch } from './create-people-search.ts';
import style from './new-conversation-page.module.css';
import { offeredPeople } from './offered-people.ts';
import { PeopleList } from './people-list.tsx';
import { PeopleSearch } from './people-search.tsx';

export const NewConversationPage = (): JSX.Element => {
  const app = useApp();
  const search = createPeopleSearch(app.channel);
  const [people, setPeople] = createSignal<readonly Person[]>([]);
  // From this device alone: the server is not asked.
  void app.channel.call('searchPeople', { query: '', here: true }).then((result) => {
    if (result.ok) setPeople(result.value.people);
  });
  const offered = createMemo(() => offeredPeople(app.conversations() ?? [], people(), app.me().number));
  const Offered = (list: { readonly title: string; readonly people: readonly Person[] }): JSX.Element => (
    <Show when={list.people.length > 0}>
      <section class={style.offered}>
        <h2>{list.title}</h2>
        <PeopleList
          label={list.title}
          people={list.people}
          labelOf={(person) => t('people.start', { name: person.name })}
          onPick={(person) => void start(person)}
        />
      </section>
    </Show>
  );
  const start = async (person: Person): Promise<void> => {
    const { userId, number, name } = person;
    const result = await app.channel.call('startDirect', { person: { userId, number, name } });
    if (app.done(result)) app.router.go({ name: 'conversation', id: result.value.conversationId }, 'replace');
  };
  return (
    <Page title={t('people.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <PeopleSearch
        autofocus
        search={search}
        without={(person) => person.userId === app.me().userId}
        labelOf={(person) => t('people.start', { name: person.name })}
        onPick={(person) => void start(person)}
      />
      <Show when={search.answer() === undefined}>
        <div class={style.choices}>
          <button type="button" onClick={() => app.router.go({ name: 'new-group' })}>
            <Icon name="people" />
            <span>
              <b>{t('people.group')}</b>
              <small>{t('people.group.words')}</small>
            </span>
          </button>
          <button type="button" onClick={() => void start(app.me())}>
            <Icon name="note" />
            <span>
              <b>{t('people.notes')}</b>
              <small>{t('people.notes.words')}</small>
            </span>
          </button>
        </div>
        <Offered title={t('people.recent')} people={offered().recent} />
        <Offered title={t('people.known')} people={offered().known} />
      </Show>
    </Page>
  );
};
