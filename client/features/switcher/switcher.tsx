import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { createEffect, createUniqueId, For, type JSX, on, Show } from 'solid-js';
import { Avatar } from '../../design/avatar.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { SearchField } from '../../design/search-field.tsx';
import { useApp } from '../app-context.ts';
import { isMuted } from '../conversation-list/arranging.ts';
import { RowMarks } from '../conversation-list/row-marks.tsx';
import { titleOf } from '../conversation-list/row-title.ts';
import { createSwitcher } from './create-switcher.ts';
import style from './switcher.module.css';

/** Go to a conversation or a person by a few letters of the name. */
export const Switcher = (props: { readonly onClose: () => void }): JSX.Element => {
  const app = useApp();
  const model = createSwitcher(app, () => props.onClose());
  const id = createUniqueId();
  let list: HTMLElement | undefined;
  const count = () => model.rows().length + model.people().length;
  const optionId = (at: number): string => `${id}-${at}`;
  createEffect(
    on(model.at, (at) => {
      list?.querySelector(`[id="${optionId(at)}"]`)?.scrollIntoView({ block: 'nearest' });
    }),
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') model.move(1);
    else if (event.key === 'ArrowUp') model.move(-1);
    else if (event.key === 'Enter') model.choose(model.at());
    else return;
    event.preventDefault();
  };
  // Its own component, as both kinds of options are reached alike.
  const Option = (own: {
    readonly at: number;
    readonly muted?: boolean;
    readonly children: JSX.Element;
  }): JSX.Element => (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys and names the option
    <li
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: an option of the list box
      role="option"
      id={optionId(own.at)}
      tabIndex={-1}
      class={style.option}
      aria-selected={model.at() === own.at}
      data-muted={own.muted ? '' : undefined}
      // The field keeps the focus.
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => model.choose(own.at)}
    >
      {own.children}
    </li>
  );
  return (
    <Dialog title={t('switcher.title')} closeLabel={t('app.close')} onClose={props.onClose}>
      <SearchField
        autofocus
        isLarge
        type="text"
        role="combobox"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxLength={80}
        label={t('switcher.field')}
        aria-autocomplete="list"
        aria-expanded={count() > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={count() > 0 ? optionId(model.at()) : undefined}
        value={model.query()}
        onText={model.setQuery}
        onKeyDown={onKeyDown}
      />
      <p class="hidden-visually" role="status">
        {t('switcher.found', { count: count() })}
      </p>
      <div class={style.results}>
        <ul
          id={`${id}-list`}
          ref={(element) => {
            list = element;
          }}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the list box of the field above
          role="listbox"
          aria-label={t('switcher.results')}
        >
          <For each={model.rows()}>
            {(row, at) => (
              <Option at={at()} muted={isMuted(row, app.now())}>
                <Avatar
                  size="small"
                  name={titleOf(row)}
                  seed={row.peer?.userId ?? row.id}
                  picture={row.picture}
                  {...(row.kind === 'notes' ? { icon: 'note' as const } : {})}
                />
                <span class={style.name}>
                  <bdi>{titleOf(row)}</bdi>
                </span>
                <RowMarks row={row} inArchive={false} />
              </Option>
            )}
          </For>
          <For each={model.people()}>
            {(person, at) => (
              <Option at={model.rows().length + at()}>
                <Avatar size="small" name={person.name} seed={person.userId} picture={person.picture} />
                <span class={style.name}>
                  <bdi>{person.name}</bdi>
                </span>
                <small>{t('switcher.start')}</small>
              </Option>
            )}
          </For>
        </ul>
        <Show when={count() === 0}>
          <p class={style.none}>{t('switcher.none')}</p>
        </Show>
      </div>
    </Dialog>
  );
};
