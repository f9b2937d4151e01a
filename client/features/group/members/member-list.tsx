import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { ConversationView, MemberRow } from '../../../channel/conversation-view.ts';
import { Icon } from '../../../design/icon.tsx';
import { SearchField } from '../../../design/search-field.tsx';
import { createGrowingRows } from '../../../primitives/growing-rows/create-growing-rows.ts';
import { createRoving, createRowIds } from '../../../primitives/roving-focus/create-roving.ts';
import { useApp } from '../../app-context.ts';
import { MemberItem } from './member-item.tsx';
import style from './member-list.module.css';
import { MemberMenu } from './member-menu.tsx';
import { membersInOrder } from './members-in-order.ts';

/** Fewer are seen at a glance. */
const WORTH_SEARCHING = 9;

/** The members, and what the reader may do with them. */
export const MemberList = (props: { readonly view: ConversationView; readonly onAdd: () => void }): JSX.Element => {
  const app = useApp();
  let input: HTMLInputElement | undefined;
  const [query, setQuery] = createSignal('');
  const [menu, setMenu] = createSignal<{ readonly member: MemberRow; readonly anchor: HTMLElement }>();
  const found = createMemo(() => membersInOrder(props.view.members, query()));
  const rows = createGrowingRows(found);
  const ids = createRowIds(() =>
    rows()
      .filter(({ own, gone }) => !own && !gone)
      .map(({ userId }) => userId),
  );
  const roving = createRoving({ ids, preferred: () => undefined, onType: () => input?.focus() });
  return (
    <section class={style.section} aria-labelledby="group-members">
      <div class={style.top}>
        <h3 id="group-members">{t('group.members', { count: props.view.members.length })}</h3>
        <Show when={props.view.mayAdd}>
          <button type="button" class={style.add} data-page="add" onClick={() => props.onAdd()}>
            <Icon name="plus" size="small" />
            {t('group.add')}
          </button>
        </Show>
      </div>
      <Show when={props.view.members.length >= WORTH_SEARCHING}>
        <SearchField
          ref={(element) => {
            input = element;
          }}
          label={t('group.members.search')}
          value={query()}
          onText={setQuery}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') roving.focusFirst();
            else if (event.key === 'Escape' && query() !== '') setQuery('');
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        <p class="hidden-visually" role="status">
          {query().trim() === '' ? '' : t('group.members.found', { count: found().length })}
        </p>
      </Show>
      <Show
        when={found().length > 0}
        fallback={<p class={style.none}>{t('group.members.none', { query: query().trim() })}</p>}
      >
        <ul
          ref={roving.setElement}
          class={style.rows}
          aria-labelledby="group-members"
          onFocusIn={roving.onFocusIn}
          onKeyDown={roving.onKeyDown}
        >
          <For each={rows()}>
            {(member) => (
              <MemberItem
                member={member}
                now={app.now()}
                active={roving.active() === member.userId}
                onMenu={(anchor) => setMenu({ member, anchor })}
              />
            )}
          </For>
        </ul>
      </Show>
      <Show when={menu()} keyed>
        {(open) => (
          <MemberMenu
            view={props.view}
            member={open.member}
            anchor={open.anchor}
            onClose={() => setMenu((now) => (now === open ? undefined : now))}
          />
        )}
      </Show>
    </section>
  );
};
