import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { createResource, createSignal, For, type JSX, Match, onCleanup, Show, Switch } from 'solid-js';
import { type Archive, openArchive } from '../../../archive/archive-store.ts';
import { ImportRefused, type Refusal } from '../../../archive/read-export.ts';
import { Button } from '../../../design/button.tsx';
import { Contained } from '../../../design/contained.tsx';
import { useApp } from '../../app-context.ts';
import { SettingsSection } from '../../settings/settings-section.tsx';
import { ArchiveDialog } from './archive-dialog.tsx';
import style from './import.module.css';
import { type Imported, runImport } from './run-import.ts';

type Outcome =
  | { readonly kind: 'done'; readonly imported: Imported }
  | { readonly kind: 'refused'; readonly why: Refusal | 'full' };

/** Conversations from files, and those that were imported before. */
export const ImportSection = (): JSX.Element => {
  const app = useApp();
  const [running, setRunning] = createSignal<{ readonly read: number; readonly cancel: AbortController }>();
  const [outcome, setOutcome] = createSignal<Outcome>();
  const [open, setOpen] = createSignal<Archive>();
  const [archives, { refetch }] = createResource(async () => {
    const store = await openArchive(app.me().userId, false);
    const all = (await store?.list()) ?? [];
    store?.close();
    return all;
  });
  let input: HTMLInputElement | undefined;
  onCleanup(() => running()?.cancel.abort());

  const take = async (file: File): Promise<void> => {
    const cancel = new AbortController();
    setOutcome(undefined);
    setRunning({ read: 0, cancel });
    const store = await openArchive(app.me().userId, true).catch(() => undefined);
    try {
      if (store === undefined) return void setOutcome({ kind: 'refused', why: 'full' });
      const onRead = (count: number): void => void setRunning((now) => now && { ...now, read: now.read + count });
      setOutcome({ kind: 'done', imported: await runImport(file, store, cancel.signal, onRead) });
    } catch (error) {
      if (cancel.signal.aborted) return;
      setOutcome({ kind: 'refused', why: error instanceof ImportRefused ? error.why : 'full' });
    } finally {
      store?.close();
      setRunning(undefined);
      void refetch();
    }
  };
  const done = () => {
    const now = outcome();
    return now?.kind === 'done' ? now.imported : undefined;
  };
  const refused = () => {
    const now = outcome();
    return now?.kind === 'refused' ? now.why : undefined;
  };

  return (
    <SettingsSection title={t('own-data.archives')} words={t('own-data.import.words')}>
      <input
        ref={(element) => {
          input = element;
        }}
        type="file"
        accept=".json,.zip,application/json,application/zip"
        hidden
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (file !== undefined) void take(file);
        }}
      />
      <Show when={running()} fallback={<Button onClick={() => input?.click()}>{t('own-data.import.act')}</Button>}>
        {(now) => (
          <>
            <p>{t('own-data.progress', { count: now().read })}</p>
            <Button onClick={() => now().cancel.abort()}>{t('own-data.export.cancel')}</Button>
          </>
        )}
      </Show>
      <div role="status">
        <Switch>
          <Match when={done()}>
            {(imported) => (
              <>
                <p>{t('own-data.import.added', { count: imported().added })}</p>
                <Show when={imported().skipped > 0}>
                  <p>{t('own-data.import.skipped', { count: imported().skipped })}</p>
                </Show>
              </>
            )}
          </Match>
          <Match when={refused()}>{(why) => <p>{t(`own-data.import.${why()}`)}</p>}</Match>
        </Switch>
      </div>
      <Show when={(archives.latest?.length ?? 0) > 0}>
        <ul class={style.archives}>
          <For each={archives.latest}>
            {(archive) => (
              <li>
                <button type="button" onClick={() => setOpen(archive)}>
                  <b dir="auto">{archive.title}</b>
                  <small>{t('own-data.progress', { count: archive.messages })}</small>
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Contained>
        <Show when={open()} keyed>
          {(archive) => (
            <ArchiveDialog
              archive={archive}
              onRemoved={() => {
                setOpen(undefined);
                void refetch();
              }}
              onClose={() => setOpen(undefined)}
            />
          )}
        </Show>
      </Contained>
    </SettingsSection>
  );
};
