import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { Button, IconButton } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { Quiet } from '../../design/page.tsx';
import { Scene } from '../../design/scene.tsx';
import { t } from '../../words/t.ts';
import { useApp } from '../app-context.ts';
import { ConnectionFoot } from '../connection/connection-foot.tsx';
import { ConversationItem } from './conversation-item.tsx';
import style from './conversation-list.module.css';
import { matches } from './matches.ts';

export const ConversationList = (props: { readonly open: ConversationId | undefined }): JSX.Element => {
  const app = useApp();
  const [query, setQuery] = createSignal('');
  const titleOf = (row: { readonly kind: string; readonly title: string }) =>
    row.kind === 'notes' ? t('conversation.notes.title') : row.title;
  const rows = createMemo(() => (app.conversations() ?? []).filter((row) => matches(titleOf(row), query())));
  return (
    <nav class={style.list} aria-label={t('list.title')}>
      <header class={style.top}>
        <h1>{t('app.name')}</h1>
        <IconButton icon="plus" label={t('list.new')} onClick={() => app.router.go({ name: 'new' })} />
        <IconButton icon="person" label={t('list.account')} onClick={() => app.router.go({ name: 'settings' })} />
      </header>
      <Show when={(app.conversations()?.length ?? 0) > 0}>
        <div class={style.find}>
          <Icon name="search" size="small" />
          <input
            type="search"
            dir="auto"
            aria-label={t('list.filter')}
            placeholder={t('list.filter')}
            value={query()}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </div>
      </Show>
      <div class={style.scroll}>
        <Show when={rows().length > 0}>
          <ul class={style.rows}>
            <For each={rows()}>
              {(row) => (
                <ConversationItem row={row} selected={row.id === props.open} now={app.now()} router={app.router} />
              )}
            </For>
          </ul>
        </Show>
        <Show when={app.conversations()?.length === 0}>
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
        </Show>
        <Show when={rows().length === 0 && query() !== ''}>
          <Quiet title={t('list.none.title')} words={t('list.none.words', { query: query() })} />
        </Show>
      </div>
      <ConnectionFoot />
    </nav>
  );
};
