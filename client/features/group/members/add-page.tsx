import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import { LIMITS } from '../../../../shared/protocol/limits.ts';
import type { ConversationView } from '../../../channel/conversation-view.ts';
import type { Person } from '../../../channel/person.ts';
import { Icon } from '../../../design/icon.tsx';
import { useApp } from '../../app-context.ts';
import { createPeopleSearch } from '../../people-picker/create-people-search.ts';
import { PeopleSearch } from '../../people-picker/people-search.tsx';
import style from '../pages.module.css';

/** Adds people one by one; an added person leaves the results. */
export const AddPage = (props: { readonly view: ConversationView }): JSX.Element => {
  const app = useApp();
  const search = createPeopleSearch(app.channel);
  const [added, setAdded] = createSignal<string>();
  const waits = () => app.connection()?.state !== 'online';
  const isIn = ({ userId }: Person) => props.view.members.some((member) => member.userId === userId);
  const add = async ({ userId, number, name }: Person): Promise<void> => {
    search.setQuery('');
    const person = { userId, number, name };
    if (app.done(await app.channel.call('addMember', { conversationId: props.view.id, person }))) setAdded(name);
  };
  return (
    <Show when={props.view.members.length < LIMITS.groupMembers} fallback={<p>{t('group.add.full')}</p>}>
      <PeopleSearch
        autofocus
        search={search}
        icon="plus"
        without={isIn}
        labelOf={({ name }) => t('group.add.person', { name })}
        onPick={(person) => void add(person)}
      />
      <p class={style.added} data-waits={waits() ? '' : undefined} role="status">
        <Show when={added()}>
          {(name) => (
            <>
              <Icon name={waits() ? 'clock' : 'check'} size="small" />
              {t(waits() ? 'group.add.waits' : 'group.add.done', { name: name() })}
            </>
          )}
        </Show>
      </p>
      <p class={style.note}>{t(props.view.history === 'all' ? 'group.add.words.all' : 'group.add.words.joining')}</p>
    </Show>
  );
};
