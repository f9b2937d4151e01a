import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import '../conversation-list/messages.ts';
import '../not-sent/messages.ts';
import './messages.ts';
import { createResource, createSignal, For, type JSX, Show } from 'solid-js';
import type { ConversationRow } from '../../channel/conversation-view.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Button } from '../../design/button.tsx';
import { Page, Quiet } from '../../design/page.tsx';
import { Scene } from '../../design/scene.tsx';
import { SearchField } from '../../design/search-field.tsx';
import { isNotKept } from '../../files/share/share-path.ts';
import { forgetShared, readShared } from '../../files/share/shared-store.ts';
import { useApp } from '../app-context.ts';
import { matches, titleOf } from '../conversation-list/row-title.ts';
import { putIntoField } from './put-into-field.ts';
import style from './share-page.module.css';

/**
 * What another app shared waits here until the person chooses a conversation; there it stands in the field, to be sent.
 * Each share stands alone, the newest first: a page of the web may have made one.
 */
export const SharePage = (): JSX.Element => {
  const app = useApp();
  const [waiting, { refetch }] = createResource(() => readShared().catch(() => []));
  const [query, setQuery] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const [refused, setRefused] = createSignal(isNotKept(location));
  const newest = () => waiting.latest?.[0];
  const text = () => newest()?.shared.text ?? '';
  const files = () => newest()?.shared.files ?? [];
  const rows = () =>
    (app.conversations() ?? []).filter(
      (row) => (row.state === 'ready' || row.state === 'waiting') && !row.blocked && matches(titleOf(row), query()),
    );
  const forget = async (): Promise<void> => {
    const share = newest();
    if (share !== undefined) await forgetShared(share.key).catch(() => undefined);
  };
  const choose = async (row: ConversationRow): Promise<void> => {
    if (busy()) return;
    setBusy(true);
    const put = await putIntoField(app, row, text(), files()).catch(() => 'failed' as const);
    setBusy(false);
    if (put === 'failed' || put === 'too-long') return app.say(t(`error.${put}`));
    if (put === 'some') app.say(t('share.left'));
    await forget();
    app.router.go({ name: 'conversation', id: row.id }, 'replace');
  };
  const discard = async (): Promise<void> => {
    setRefused(false);
    await forget();
    if (((await refetch())?.length ?? 0) === 0) app.router.go({ name: 'list' }, 'replace');
  };
  return (
    <Page title={t('share.title')} backLabel={t('app.back')} onBack={() => app.router.go({ name: 'list' }, 'replace')}>
      <Show when={refused()}>
        <p class={style.refused} role="alert">
          {t('share.not-kept')}
        </p>
      </Show>
      <Show
        when={newest() !== undefined}
        fallback={
          <Show when={!waiting.loading && !refused()}>
            <Quiet picture={<Scene />} title={t('share.empty')} words="" />
          </Show>
        }
      >
        <section class={style.shared} aria-label={t('share.hint')}>
          <Show when={text()}>
            {(words) => (
              <p class={style.text} dir="auto">
                {words()}
              </p>
            )}
          </Show>
          <Show when={files().length > 0}>
            <p class={style.files}>
              <b>{t('share.files', { count: files().length })}</b>{' '}
              {files()
                .map(({ name }) => name)
                .join(', ')}
            </p>
          </Show>
          <Button variant="quiet" onClick={() => void discard()}>
            {t('not-sent.discard')}
          </Button>
        </section>
        <SearchField label={t('list.filter')} value={query()} onText={setQuery} />
        <ul class={style.rows} aria-label={t('list.title')}>
          <For each={rows()}>
            {(row) => (
              <li>
                <button type="button" class={style.row} disabled={busy()} onClick={() => void choose(row)}>
                  <Avatar
                    size="small"
                    name={titleOf(row)}
                    seed={row.peer?.userId ?? row.id}
                    picture={row.picture}
                    {...(row.kind === 'notes' ? { icon: 'note' as const } : {})}
                  />
                  <span dir="auto">{titleOf(row)}</span>
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </Page>
  );
};
