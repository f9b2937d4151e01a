import { random } from '../../../../shared/ids/ulid.ts';
import { t } from '../../../i18n/t.ts';
import '../../../i18n/messages.ts';
import '../messages.ts';
import '../../people-picker/messages.ts';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { makeGroupId } from '../../../../shared/ids/conversation.ts';
import { LIMITS } from '../../../../shared/protocol/limits.ts';
import type { Person } from '../../../channel/person.ts';
import { Avatar } from '../../../design/avatar.tsx';
import { Button } from '../../../design/button.tsx';
import { Field } from '../../../design/field.tsx';
import { Icon } from '../../../design/icon.tsx';
import { Page } from '../../../design/page.tsx';
import { useApp } from '../../app-context.ts';
import { createPeopleSearch } from '../../people-picker/create-people-search.ts';
import { PeopleSearch } from '../../people-picker/people-search.tsx';
import { PictureField } from '../../profile/picture-field.tsx';
import type { SmallPicture } from '../../profile/shrink-picture.ts';
import { groupNameProblem, isGroupName } from '../group-name.ts';
import pages from '../pages.module.css';
import style from './new-group-page.module.css';

/** The people chosen so far, each with a button to remove them. */
const Chosen = (props: {
  readonly people: readonly Person[];
  readonly onDrop: (person: Person) => void;
}): JSX.Element => (
  <Show when={props.people.length > 0} fallback={<p class={style.none}>{t('group.new.members.none')}</p>}>
    <ul class={style.chips} aria-labelledby="new-group-members">
      <For each={props.people}>
        {(person) => (
          <li>
            <button type="button" onClick={() => props.onDrop(person)}>
              <Avatar size="small" name={person.name} seed={person.userId} picture={person.picture} />
              <span dir="auto" aria-hidden="true">
                {person.name}
              </span>
              <span class="hidden-visually">{t('people.drop', { name: person.name })}</span>
              <Icon name="close" size="small" />
            </button>
          </li>
        )}
      </For>
    </ul>
  </Show>
);

/** Creates a group at once, online or offline. */
export const NewGroupPage = (): JSX.Element => {
  const app = useApp();
  const search = createPeopleSearch(app.channel);
  const [name, setName] = createSignal('');
  const [picture, setPicture] = createSignal<SmallPicture>();
  const [tried, setTried] = createSignal(false);
  const [members, setMembers] = createSignal<readonly Person[]>([]);
  const isIn = (person: Person) => members().some((member) => member.userId === person.userId);
  const isFull = () => members().length + 1 >= LIMITS.groupMembers;
  // Made once: pressing twice, or a repeated command, makes one group.
  const conversationId = makeGroupId(Date.now(), random);

  const create = async (): Promise<void> => {
    setTried(true);
    if (!isGroupName(name())) return;
    const people = members().map(({ userId, number, name: called }) => ({ userId, number, name: called }));
    const result = await app.channel.call('createGroup', { conversationId, name: name().trim(), members: people });
    if (!app.done(result)) return;
    const chosen = picture();
    // A group without its picture is better than none: it can be given one later.
    if (chosen !== undefined) app.done(await app.channel.call('setPicture', { conversationId, picture: chosen }));
    app.router.go({ name: 'conversation', id: result.value.conversationId }, 'replace');
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
        <div class={style.which}>
          <PictureField
            name={name()}
            seed={conversationId}
            picture={undefined}
            {...(name().trim() === '' ? { icon: 'people' as const } : {})}
            onChange={setPicture}
          />
          <Field
            label={t('group.new.name')}
            hint={t('group.new.name.hint')}
            dir="auto"
            autocomplete="off"
            autofocus
            value={name()}
            problem={tried() ? groupNameProblem(name()) : undefined}
            onText={setName}
          />
        </div>
        <section class={style.who} aria-labelledby="new-group-members">
          <div class={style.top}>
            <h2 id="new-group-members">{t('group.new.members')}</h2>
            <Show when={members().length > 0}>
              <p>{t('group.new.members.count', { count: members().length })}</p>
            </Show>
          </div>
          <Chosen people={members()} onDrop={(person) => setMembers(members().filter((member) => member !== person))} />
          <Show when={!isFull()} fallback={<p class={style.none}>{t('group.new.full')}</p>}>
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
          </Show>
        </section>
        <Show when={app.connection() !== undefined && app.connection()?.state !== 'online'}>
          <p class={pages.offline}>
            <Icon name="offline" size="small" />
            {t('group.new.offline')}
          </p>
        </Show>
        <Button type="submit" variant="main">
          {t('group.new.create')}
        </Button>
      </form>
    </Page>
  );
};
