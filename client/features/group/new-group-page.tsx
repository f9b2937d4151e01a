import { createSignal, For, type JSX, Show } from 'solid-js';
import { makeGroupId } from '../../../shared/ids/conversation.ts';
import type { Person } from '../../channel/projections.ts';
import { Button } from '../../design/button.tsx';
import { Field } from '../../design/field.tsx';
import { Icon } from '../../design/icon.tsx';
import { Page } from '../../design/page.tsx';
import { t } from '../../words/t.ts';
import { useApp } from '../app-context.ts';
import { createPeopleSearch } from '../people-picker/create-people-search.ts';
import { PeopleSearch } from '../people-picker/people-search.tsx';
import { isGroupName } from './is-group-name.ts';
import style from './new-group-page.module.css';

const random = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

export const NewGroupPage = (): JSX.Element => {
  const app = useApp();
  const search = createPeopleSearch(app.channel);
  const [name, setName] = createSignal('');
  const [tried, setTried] = createSignal(false);
  const [members, setMembers] = createSignal<readonly Person[]>([]);
  const isIn = (person: Person) => members().some((member) => member.userId === person.userId);
  // Made once: pressing twice, or a repeated command, makes one group.
  const conversationId = makeGroupId(Date.now(), random);

  const create = async (): Promise<void> => {
    setTried(true);
    if (!isGroupName(name())) return;
    const people = members().map(({ userId, number, name: called }) => ({ userId, number, name: called }));
    const result = await app.channel.call('createGroup', { conversationId, name: name().trim(), members: people });
    if (app.done(result)) app.router.go({ name: 'conversation', id: result.value.conversationId }, 'replace');
  };
  return (
    <Page title={t('group.new.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <form
        class={style.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <Field
          label={t('group.name')}
          dir="auto"
          autocomplete="off"
          autofocus
          value={name()}
          problem={tried() && !isGroupName(name()) ? t('group.name.problem') : undefined}
          onText={setName}
        />
        <section aria-labelledby="new-group-members">
          <h2 id="new-group-members" class={style.label}>
            {t('group.members')}
          </h2>
          <Show when={members().length > 0} fallback={<p class={style.none}>{t('group.members.none')}</p>}>
            <ul class={style.chips}>
              <For each={members()}>
                {(person) => (
                  <li>
                    <button
                      type="button"
                      aria-label={t('people.drop', { name: person.name })}
                      onClick={() => setMembers(members().filter((member) => member !== person))}
                    >
                      <span dir="auto">{person.name}</span>
                      <Icon name="close" size="small" />
                    </button>
                  </li>
                )}
              </For>
            </ul>
          </Show>
        </section>
        <PeopleSearch
          search={search}
          icon="plus"
          without={(person) => person.userId === app.me().userId || isIn(person)}
          labelOf={(person) => t('people.add', { name: person.name })}
          onPick={(person) => {
            setMembers([...members(), person]);
            search.setQuery('');
          }}
        />
        <Button type="submit" look="main">
          {t('group.create')}
        </Button>
      </form>
    </Page>
  );
};
