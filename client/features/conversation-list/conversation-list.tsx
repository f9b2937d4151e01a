import {
  type ComponentProps,
  createEffect,
  createMemo,
  createSignal,
  For,
  type JSX,
  Match,
  on,
  Show,
  Switch,
} from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { Button, IconButton } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { Quiet } from '../../design/page.tsx';
import { Scene } from '../../design/scene.tsx';
import { t } from '../../words/t.ts';
import { useApp } from '../app-context.ts';
import { ConnectionFoot } from '../connection/connection-foot.tsx';
import { NotificationHint } from '../notifications/notification-hint.tsx';
import { ARCHIVE, ArchivedRow } from './archived-row.tsx';
import { ConversationItem } from './conversation-item.tsx';
import style from './conversation-list.module.css';
import { createGrowing } from './create-growing.ts';
import { createRoving } from './create-roving.ts';
import { matches } from './matches.ts';
import { inList, isUnread } from './order.ts';
import { RowMenu } from './row-menu.tsx';
import { titleOf } from './title-of.ts';

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, at) => id === b[at]);

export const ConversationList = (props: { readonly open: ConversationId | undefined }): JSX.Element => {
  const app = useApp();
  let input: HTMLInputElement | undefined;
  const [query, setQuery] = createSignal('');
  const [menu, setMenu] = createSignal<Omit<ComponentProps<typeof RowMenu>, 'onClose'>>();
  // The archive stays in view while one goes through it, until one goes back to the list.
  const [archive, setArchive] = createSignal(false);
  const routeName = () => app.router.route().name;
  createEffect(
    on(routeName, (name) => {
      if (name === 'archived' || name === 'list') setArchive(name === 'archived');
    }),
  );

  const all = () => app.conversations() ?? [];
  const archived = createMemo(() => all().filter((row) => row.archived));
  const rows = createMemo(() => {
    if (query().trim() === '') return archive() ? archived() : inList(all());
    const found = all().filter((row) => matches(titleOf(row), query()));
    return archive() ? found.filter((row) => row.archived) : [...inList(found), ...found.filter((row) => row.archived)];
  });
  const made = createGrowing(rows);
  const showsArchive = () => !archive() && query().trim() === '' && archived().length > 0;
  const ids = createMemo<readonly string[]>(
    () => [...(showsArchive() ? [ARCHIVE] : []), ...rows().map((row) => row.id)],
    [],
    { equals: isSame },
  );
  const roving = createRoving({
    ids,
    // The archive's own row is no place to begin.
    preferred: () => props.open ?? rows()[0]?.id,
    onType: () => {
      input?.focus();
      input?.setSelectionRange(input.value.length, input.value.length);
    },
  });
  // What had the focus has gone with the page one comes back from.
  createEffect(
    on([routeName, archive], ([name, inArchive], before) => {
      if (before === undefined) return;
      const [, wasInArchive] = before;
      const isBack = name === 'list' || name === 'archived' || inArchive !== wasInArchive;
      if (isBack) queueMicrotask(() => roving.catchFocus(wasInArchive && !inArchive ? ARCHIVE : undefined));
    }),
  );
  const leaveArchive = (): void => {
    setArchive(false);
    if (routeName() === 'archived') app.router.back();
  };
  const onFindKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') roving.focusFirst();
    else if (event.key === 'Enter' && query() !== '') {
      const [first] = rows();
      if (first !== undefined) app.router.go({ name: 'conversation', id: first.id });
    } else if (event.key === 'Escape' && query() !== '') setQuery('');
    else return;
    event.preventDefault();
  };

  return (
    <nav class={style.list} aria-label={t(archive() ? 'list.archived' : 'list.title')}>
      <Show
        when={archive()}
        fallback={
          <header class={style.top}>
            <h1>{t('app.name')}</h1>
            <IconButton icon="plus" label={t('list.new')} onClick={() => app.router.go({ name: 'new' })} />
            <IconButton icon="person" label={t('list.account')} onClick={() => app.router.go({ name: 'settings' })} />
          </header>
        }
      >
        <header class={style.top} data-archive="">
          <IconButton icon="back" label={t('app.back')} onClick={leaveArchive} />
          <h1>{t('list.archived')}</h1>
        </header>
      </Show>
      <Show when={all().length > 0}>
        <div class={style.find}>
          <Icon name="search" size="small" />
          <input
            ref={(element) => {
              input = element;
            }}
            type="search"
            dir="auto"
            aria-label={t('list.filter')}
            placeholder={t('list.filter')}
            value={query()}
            onInput={(event) => setQuery(event.currentTarget.value)}
            onKeyDown={onFindKey}
          />
        </div>
      </Show>
      <Show when={!archive()}>
        <NotificationHint />
      </Show>
      <div ref={roving.setElement} class={style.scroll}>
        <Show when={ids().length > 0}>
          <ul class={style.rows} onFocusIn={roving.onFocusIn} onKeyDown={roving.onKeyDown}>
            <Show when={showsArchive()}>
              <ArchivedRow
                count={archived().length}
                unread={archived().filter(isUnread).length}
                active={roving.active() === ARCHIVE}
                router={app.router}
              />
            </Show>
            <For each={made()}>
              {(row) => (
                <ConversationItem
                  row={row}
                  selected={row.id === props.open}
                  active={roving.active() === row.id}
                  now={app.now()}
                  router={app.router}
                  inArchive={archive()}
                  onMenu={(anchor, at) => setMenu({ row, anchor, at })}
                />
              )}
            </For>
          </ul>
        </Show>
        <Switch>
          <Match when={app.conversations()?.length === 0}>
            <Quiet
              picture={<Scene />}
              title={t('list.empty.title')}
              words={t('list.empty.words')}
              action={
                <Button look="main" onClick={() => app.router.go({ name: 'new' })}>
                  {t('list.empty.act')}
                </Button>
              }
            />
          </Match>
          <Match when={rows().length === 0 && query().trim() !== ''}>
            <Quiet title={t('list.none.title')} words={t('list.none.words', { query: query() })} />
          </Match>
          <Match when={archive() && rows().length === 0}>
            <Quiet title={t('list.archived.empty.title')} words={t('list.archived.empty.words')} />
          </Match>
        </Switch>
      </div>
      <ConnectionFoot />
      <Show when={menu()} keyed>
        {(open) => (
          <RowMenu
            row={open.row}
            anchor={open.anchor}
            at={open.at}
            onClose={() => setMenu((now) => (now === open ? undefined : now))}
          />
        )}
      </Show>
    </nav>
  );
};
