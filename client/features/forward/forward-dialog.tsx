import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import '../conversation-list/messages.ts';
import '../conversation/messages.ts';
import './messages.ts';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ConversationRow } from '../../channel/conversation-view.ts';
import type { MessageEntry } from '../../channel/timeline-view.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { SearchField } from '../../design/search-field.tsx';
import { useApp } from '../app-context.ts';
import { matches } from '../conversation-list/row-title.ts';
import { createPeopleSearch } from '../people-picker/create-people-search.ts';
import { createForward, type ForwardTarget, targetKey } from './create-forward.ts';
import style from './forward-dialog.module.css';

const Choice = (props: {
  readonly name: string;
  readonly note: string | undefined;
  readonly seed: string;
  readonly icon?: 'note';
  readonly checked: boolean;
  readonly onToggle: () => void;
}): JSX.Element => (
  <li>
    <label class={style.choice}>
      <Avatar size="small" name={props.name} seed={props.seed} {...(props.icon ? { icon: props.icon } : {})} />
      <span class={style.name}>
        <b dir="auto">{props.name}</b>
        <Show when={props.note}>{(note) => <small>{note()}</small>}</Show>
      </span>
      <input type="checkbox" checked={props.checked} onChange={() => props.onToggle()} />
    </label>
  </li>
);

/** Several conversations and people to send messages on to; nothing tells them where the messages come from. */
export const ForwardDialog = (props: {
  readonly conversationId: ConversationId;
  readonly entries: readonly MessageEntry[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  // The messages to forward are fixed when the dialog opens.
  const { conversationId, entries } = props;
  const forward = createForward({ channel: app.channel, conversationId, entries });
  const people = createPeopleSearch(app.channel);
  const [query, setQuery] = createSignal('');
  const titleOf = (row: ConversationRow): string => (row.kind === 'notes' ? t('conversation.notes.title') : row.title);
  const open = () => (app.conversations() ?? []).filter((row) => row.state === 'ready' || row.state === 'waiting');
  const rows = () => open().filter((row) => matches(titleOf(row), query()));
  const strangers = () => {
    const known = new Set(open().map((row) => row.peer?.userId));
    return (people.answer()?.people ?? []).filter(
      (person) => person.userId !== app.me().userId && !known.has(person.userId),
    );
  };
  const toggle = (target: ForwardTarget) => ({
    checked: forward.has(targetKey(target)),
    onToggle: () => forward.toggle(target),
  });
  const send = async (): Promise<void> => {
    const result = await forward.send();
    if ('error' in result) {
      app.say(t(`error.${result.error}`));
      return;
    }
    app.say(
      t('forward.done', {
        messages: t('forward.messages', { count: entries.length }),
        count: result.done,
      }),
    );
    props.onDone();
    props.onClose();
  };
  return (
    <Dialog
      size="tall"
      title={t('forward.title', { messages: t('forward.messages', { count: entries.length }) })}
      closeLabel={t('app.close')}
      onClose={props.onClose}
      actions={
        <>
          <p class={style.count} role="status">
            {t('forward.chosen', { count: forward.count() })}
          </p>
          <Button variant="main" disabled={forward.count() === 0 || forward.busy()} onClick={() => void send()}>
            {t('forward.act')}
          </Button>
        </>
      }
    >
      <SearchField
        isLarge
        label={t('forward.search')}
        autocomplete="off"
        autofocus
        maxLength={80}
        value={query()}
        onText={(text) => {
          setQuery(text);
          people.setQuery(text);
        }}
      />
      <Show when={rows().length > 0}>
        <ul aria-label={t('list.title')}>
          <For each={rows()}>
            {(row) => (
              <Choice
                name={titleOf(row)}
                note={row.kind === 'group' ? t('conversation.members', { count: row.membersCount }) : undefined}
                seed={row.peer?.userId ?? row.id}
                {...(row.kind === 'notes' ? { icon: 'note' as const } : {})}
                {...toggle({ kind: 'conversation', id: row.id })}
              />
            )}
          </For>
        </ul>
      </Show>
      <Show when={strangers().length > 0}>
        <section>
          <h3 class={style.heading}>{t('forward.people')}</h3>
          <ul>
            <For each={strangers()}>
              {(person) => (
                <Choice
                  name={person.name}
                  note={undefined}
                  seed={person.userId}
                  {...toggle({
                    kind: 'person',
                    person: { userId: person.userId, number: person.number, name: person.name },
                  })}
                />
              )}
            </For>
          </ul>
        </section>
      </Show>
      <Show when={rows().length === 0 && strangers().length === 0}>
        <p class={style.none}>{t('forward.none')}</p>
      </Show>
    </Dialog>
  );
};
