import { createSignal, For, type JSX, Show } from 'solid-js';
import type { ConversationView, MemberRow } from '../../channel/projections.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Button, IconButton } from '../../design/button.tsx';
import { Confirm } from '../../design/confirm.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Field } from '../../design/field.tsx';
import { t } from '../../words/t.ts';
import { useApp } from '../app-context.ts';
import { DisappearingChoice } from '../disappearing/disappearing-choice.tsx';
import { createPeopleSearch } from '../people-picker/create-people-search.ts';
import { PeopleSearch } from '../people-picker/people-search.tsx';
import style from './group-details.module.css';
import { isGroupName } from './is-group-name.ts';

/** Owners may take out anyone else, admins only plain members. The server decides; this only spares vain tries. */
const mayRemove = (view: ConversationView, member: MemberRow): boolean =>
  !member.own && (view.role === 'owner' || (view.role === 'admin' && member.role === 'member'));

const Rename = (props: { readonly view: ConversationView }): JSX.Element => {
  const app = useApp();
  const [name, setName] = createSignal(props.view.title);
  const rename = async (): Promise<void> => {
    if (!isGroupName(name())) return;
    app.done(await app.channel.call('rename', { conversationId: props.view.id, name: name().trim() }));
  };
  return (
    <form
      class={style.rename}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void rename();
      }}
    >
      <Field
        label={t('group.name')}
        dir="auto"
        autocomplete="off"
        value={name()}
        problem={isGroupName(name()) ? undefined : t('group.name.problem')}
        onText={setName}
      />
      <Show when={name().trim() !== props.view.title}>
        <Button type="submit" look="main" disabled={!isGroupName(name())}>
          {t('group.rename')}
        </Button>
      </Show>
    </form>
  );
};

export const GroupDetails = (props: { readonly view: ConversationView; readonly onClose: () => void }): JSX.Element => {
  const app = useApp();
  const search = createPeopleSearch(app.channel);
  const [asking, setAsking] = createSignal<MemberRow>();
  const me = () => props.view.members.find((member) => member.own);
  const isIn = (userId: string) => props.view.members.some((member) => member.userId === userId);
  const remove = async (member: MemberRow): Promise<void> => {
    const { userId, own } = member;
    const done = app.done(await app.channel.call('removeMember', { conversationId: props.view.id, userId }));
    if (done && own) props.onClose();
  };
  return (
    <Dialog title={t('group.details.title')} closeLabel={t('app.close')} onClose={props.onClose}>
      <Show when={props.view.mayRename} fallback={<p class={style.name}>{props.view.title}</p>}>
        <Rename view={props.view} />
      </Show>
      <section class={style.section} aria-labelledby="group-members">
        <h3 id="group-members">{t('conversation.members', { count: props.view.members.length })}</h3>
        <ul>
          <For each={props.view.members}>
            {(member) => (
              <li class={style.member}>
                <Avatar
                  size="small"
                  name={member.name}
                  seed={member.userId}
                  picture={member.picture}
                  online={member.online}
                />
                <span class={style.who}>
                  <b dir="auto">{member.own ? t('group.you', { name: member.name }) : member.name}</b>
                  <small>
                    {member.online
                      ? t('group.role-online', { role: t(`group.role.${member.role}`) })
                      : t(`group.role.${member.role}`)}
                  </small>
                </span>
                <Show when={mayRemove(props.view, member)}>
                  <IconButton
                    icon="close"
                    label={t('group.remove', { name: member.name })}
                    onClick={() => setAsking(member)}
                  />
                </Show>
              </li>
            )}
          </For>
        </ul>
      </section>
      <DisappearingChoice view={props.view} />
      <Show when={props.view.mayAdd}>
        <section class={style.section}>
          <h3>{t('group.add')}</h3>
          <PeopleSearch
            search={search}
            icon="plus"
            without={(person) => isIn(person.userId)}
            labelOf={(person) => t('people.add', { name: person.name })}
            onPick={async ({ userId, number, name }) => {
              search.setQuery('');
              app.done(
                await app.channel.call('addMember', {
                  conversationId: props.view.id,
                  person: { userId, number, name },
                }),
              );
            }}
          />
        </section>
      </Show>
      <Show when={app.connection()?.state !== 'online'}>
        <p class={style.note}>{t('group.waits')}</p>
      </Show>
      <Show when={props.view.state === 'ready' ? me() : undefined}>
        {(mine) => (
          // Until a group can be handed over, its owner has no way out; saying so beats a try that is refused.
          <Show when={mine().role !== 'owner'} fallback={<p class={style.note}>{t('group.leave.owner')}</p>}>
            <Button look="quiet" onClick={() => setAsking(mine())}>
              {t('group.leave')}
            </Button>
          </Show>
        )}
      </Show>
      <Show when={asking()} keyed>
        {(member) => (
          <Confirm
            title={
              member.own
                ? t('group.leave.title', { name: props.view.title })
                : t('group.remove.title', { name: member.name })
            }
            words={member.own ? t('group.leave.words') : t('group.remove.words', { name: member.name })}
            act={t(member.own ? 'group.leave.act' : 'group.remove.act')}
            onAct={() => void remove(member)}
            onClose={() => setAsking(undefined)}
          />
        )}
      </Show>
    </Dialog>
  );
};
