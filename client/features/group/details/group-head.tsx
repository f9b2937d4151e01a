import { t } from '../../../i18n/t.ts';
import '../../../i18n/messages.ts';
import '../messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import type { ConversationView } from '../../../channel/conversation-view.ts';
import { Avatar } from '../../../design/avatar.tsx';
import { Button, IconButton } from '../../../design/button.tsx';
import { Field } from '../../../design/field.tsx';
import { useApp } from '../../app-context.ts';
import { subtitleOf } from '../../conversation/subtitle.ts';
import { PictureField } from '../../profile/picture-field.tsx';
import { groupNameProblem, isGroupName } from '../group-name.ts';
import { Description } from './description.tsx';
import style from './group-head.module.css';

const Rename = (props: { readonly view: ConversationView; readonly onDone: () => void }): JSX.Element => {
  const app = useApp();
  const [name, setName] = createSignal(props.view.title);
  const rename = async (): Promise<void> => {
    if (!isGroupName(name())) return;
    const changed = name().trim();
    if (
      changed === props.view.title ||
      app.done(await app.channel.call('rename', { conversationId: props.view.id, name: changed }))
    )
      props.onDone();
  };
  return (
    <form
      class={style.rename}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void rename();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        props.onDone();
      }}
    >
      <PictureField
        name={props.view.title}
        seed={props.view.id}
        picture={props.view.picture}
        onChange={(picture) => {
          const conversationId = props.view.id;
          void app.channel.call('setPicture', { conversationId, picture: picture ?? null }).then(app.done);
        }}
      />
      <Field
        ref={(input) => queueMicrotask(() => input.select())}
        label={t('group.name.label')}
        dir="auto"
        autocomplete="off"
        value={name()}
        problem={groupNameProblem(name())}
        onText={setName}
      />
      <div class={style.acts}>
        <Button variant="quiet" onClick={() => props.onDone()}>
          {t('app.cancel')}
        </Button>
        <Button type="submit" variant="main" disabled={!isGroupName(name())}>
          {t('group.name.save')}
        </Button>
      </div>
    </form>
  );
};

/** The group's picture, name and number of members. */
export const GroupHead = (props: { readonly view: ConversationView }): JSX.Element => {
  const app = useApp();
  const [renaming, setRenaming] = createSignal(false);
  let edit: HTMLButtonElement | undefined;
  return (
    <header class={style.head}>
      <Show when={!renaming()}>
        <Avatar size="large" name={props.view.title} seed={props.view.id} picture={props.view.picture} />
      </Show>
      <Show
        when={renaming()}
        fallback={
          <div class={style.name} data-edit={props.view.mayRename ? '' : undefined}>
            <h3 dir="auto">{props.view.title}</h3>
            <Show when={props.view.mayRename}>
              <IconButton
                ref={(element) => {
                  edit = element;
                }}
                icon="edit"
                label={t('group.name.edit')}
                onClick={() => setRenaming(true)}
              />
            </Show>
          </div>
        }
      >
        <Rename
          view={props.view}
          onDone={() => {
            setRenaming(false);
            edit?.focus();
          }}
        />
      </Show>
      <p>{subtitleOf({ ...props.view, typing: [] }, app.now())}</p>
      <Description view={props.view} />
    </header>
  );
};
