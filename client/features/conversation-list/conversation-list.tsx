import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import {
  type ComponentProps,
  createEffect,
  createMemo,
  createSignal,
  ErrorBoundary,
  For,
  type JSX,
  lazy,
  Match,
  on,
  Show,
  Suspense,
  Switch,
} from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ConversationRow } from '../../channel/conversation-view.ts';
import { Button, IconButton } from '../../design/button.tsx';
import { Contained } from '../../design/contained.tsx';
import { Quiet } from '../../design/page.tsx';
import { Scene } from '../../design/scene.tsx';
import { SearchField } from '../../design/search-field.tsx';
import { createGrowingRows } from '../../primitives/growing-rows/create-growing-rows.ts';
import { createRoving, createRowIds } from '../../primitives/roving-focus/create-roving.ts';
import { useApp } from '../app-context.ts';
import { ConnectionFoot } from '../connection/connection-foot.tsx';
import { ConnectionSign } from '../connection/connection-sign.tsx';
import { BoxRow } from './box-row.tsx';
import { ConversationItem } from './conversation-item.tsx';
import style from './conversation-list.module.css';
import { type Box, inBox, inList, isUnread } from './order.ts';
import { matches, titleOf } from './row-title.ts';
import { SEARCH_ROW, SearchRow, searchRoute } from './search-row.tsx';

const ListHints = lazy(async () => ({ default: (await import('./list-hints.tsx')).ListHints }));
const RowMenu = lazy(async () => ({ default: (await import('./row-menu.tsx')).RowMenu }));

const BOXES: readonly Box[] = ['requests', 'archived'];

export const ConversationList = (props: { readonly open: ConversationId | undefined }): JSX.Element => {
  const app = useApp();
  let input: HTMLInputElement | undefined;
  const [query, setQuery] = createSignal('');
  const [menu, setMenu] = createSignal<Omit<ComponentProps<typeof RowMenu>, 'onClose'>>();
  // The archive and the requests stay in view while the person goes through them, until they return to the list.
  const [box, setBox] = createSignal<Box>();
  const routeName = () => app.router.route().name;
  createEffect(
    on(routeName, (name) => {
      if (name === 'archived' || name === 'requests') setBox(name);
      else if (name === 'list') setBox(undefined);
    }),
  );

  const all = () => app.conversations() ?? [];
  const boxed = createMemo(() => new Map(BOXES.map((one) => [one, all().filter((row) => inBox(row, one))])));
  const boxOf = (one: Box): readonly ConversationRow[] => boxed().get(one) ?? [];
  const rows = createMemo(() => {
    const open = box();
    if (query().trim() === '') return open === undefined ? inList(all()) : boxOf(open);
    const found = all().filter((row) => matches(titleOf(row), query()));
    if (open !== undefined) return found.filter((row) => inBox(row, open));
    return [...inList(found), ...BOXES.flatMap((one) => found.filter((row) => inBox(row, one)))];
  });
  const made = createGrowingRows(rows);
  const shownBoxes = () =>
    box() === undefined && query().trim() === '' ? BOXES.filter((one) => boxOf(one).length > 0) : [];
  const isFinding = () => query().trim() !== '';
  const ids = createRowIds(() => [
    ...shownBoxes(),
    ...rows().map((row) => row.id),
    ...(isFinding() ? [SEARCH_ROW] : []),
  ]);
  const roving = createRoving({
    ids,
    // Tab does not begin at the row of a box.
    preferred: () => props.open ?? rows()[0]?.id,
    onType: () => {
      input?.focus();
      input?.setSelectionRange(input.value.length, input.value.length);
    },
  });
  // The focused element was on the page that was just left.
  createEffect(
    on([routeName, box], ([name, open], before) => {
      if (before === undefined) return;
      const [, wasOpen] = before;
      const isBack = name === 'list' || name === open || open !== wasOpen;
      if (isBack) queueMicrotask(() => roving.catchFocus(open === undefined ? wasOpen : undefined));
    }),
  );
  const leaveBox = (): void => {
    const isAt = routeName() === box();
    setBox(undefined);
    if (isAt) app.router.back();
  };
  /** A list with nothing but requests counts as empty. */
  const isEmpty = () =>
    app.conversations() !== undefined && box() === undefined && all().every((row) => inBox(row, 'requests'));
  const boxTitle = () => {
    const open = box();
    return open === undefined ? undefined : (`list.${open}` as const);
  };
  const onFindKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') roving.focusFirst();
    else if (event.key === 'Enter' && query() !== '') {
      const [first] = rows();
      app.router.go(first === undefined ? searchRoute(query()) : { name: 'conversation', id: first.id });
    } else if (event.key === 'Escape' && query() !== '') setQuery('');
    else return;
    event.preventDefault();
  };

  return (
    <nav class={style.list} aria-label={t(boxTitle() ?? 'list.title')}>
      <Show
        when={boxTitle()}
        fallback={
          <header class={style.top}>
            <h1>{t('app.name')}</h1>
            <ConnectionSign />
            <IconButton icon="plus" label={t('list.new')} onClick={() => app.router.go({ name: 'new' })} />
            <IconButton icon="person" label={t('list.account')} onClick={() => app.router.go({ name: 'settings' })} />
          </header>
        }
      >
        {(title) => (
          <header class={style.top} data-archive="">
            <IconButton icon="back" label={t('app.back')} onClick={leaveBox} />
            <h1>{t(title())}</h1>
          </header>
        )}
      </Show>
      <Show when={all().length > 0}>
        <div class={style.find}>
          <SearchField
            ref={(element) => {
              input = element;
            }}
            label={t('list.filter')}
            value={query()}
            onText={setQuery}
            onKeyDown={onFindKey}
          />
        </div>
      </Show>
      <Show when={box() === undefined}>
        {/* What it offers can wait, and nothing depends on it. */}
        <ErrorBoundary fallback={null}>
          <Suspense>
            <ListHints />
          </Suspense>
        </ErrorBoundary>
      </Show>
      <div ref={roving.setElement} class={style.scroll}>
        <Show when={ids().length > 0}>
          <ul class={style.rows} onFocusIn={roving.onFocusIn} onKeyDown={roving.onKeyDown}>
            <For each={shownBoxes()}>
              {(one) => (
                <BoxRow
                  box={one}
                  count={boxOf(one).length}
                  unread={boxOf(one).filter(isUnread).length}
                  active={roving.active() === one}
                  router={app.router}
                />
              )}
            </For>
            <For each={made()}>
              {(row) => (
                <ConversationItem
                  row={row}
                  selected={row.id === props.open}
                  active={roving.active() === row.id}
                  now={app.now()}
                  router={app.router}
                  inArchive={box() === 'archived'}
                  onMenu={(anchor, at) => setMenu({ row, anchor, at })}
                />
              )}
            </For>
            <Show when={isFinding()}>
              <SearchRow query={query()} active={roving.active() === SEARCH_ROW} router={app.router} />
            </Show>
          </ul>
        </Show>
        <Switch>
          <Match when={isEmpty()}>
            <Quiet
              picture={<Scene />}
              title={t('list.empty.title')}
              words={t('list.empty.words')}
              action={
                <Button variant="main" onClick={() => app.router.go({ name: 'new' })}>
                  {t('list.empty.act')}
                </Button>
              }
            />
          </Match>
          <Match when={rows().length === 0 && query().trim() !== ''}>
            <Quiet title={t('list.none.title')} words={t('list.none.words', { query: query() })} />
          </Match>
          <Match when={rows().length === 0 ? box() : undefined}>
            {(open) => <Quiet title={t(`list.${open()}.empty.title`)} words={t(`list.${open()}.empty.words`)} />}
          </Match>
        </Switch>
      </div>
      <ConnectionFoot />
      <Show when={menu()} keyed>
        {(open) => (
          <Contained onClose={() => setMenu(undefined)}>
            <RowMenu
              row={open.row}
              anchor={open.anchor}
              at={open.at}
              onClose={() => setMenu((now) => (now === open ? undefined : now))}
            />
          </Contained>
        )}
      </Show>
    </nav>
  );
};
