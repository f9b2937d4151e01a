import { spokenLanguage, t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { createResource, createSignal, For, type JSX, Show } from 'solid-js';
import type { SpaceUse } from '../../channel/commands.ts';
import { Button } from '../../design/button.tsx';
import { Page } from '../../design/page.tsx';
import { formatBytes } from '../../i18n/format-bytes.ts';
import { useApp } from '../app-context.ts';
import { titleOf } from '../conversation-list/row-title.ts';
import { SettingsSection } from '../settings/settings-section.tsx';
import { isStorageKept } from './keep-storage.ts';
import style from './space-page.module.css';

const SPANS = ['all', 'months', 'last'] as const;

const bytes = (count: number): string => formatBytes(count, spokenLanguage());
const messagesOf = (use: SpaceUse): number => use.conversations.reduce((sum, one) => sum + one.bytes, 0);
const allOf = (use: SpaceUse): number => messagesOf(use) + use.files + use.search;

/** Safari, in a tab: what is installed keeps its data. */
const isSafariTab = (): boolean =>
  /^((?!chrome|android|crios|fxios).)*safari/i.test(navigator.userAgent) &&
  !matchMedia('(display-mode: standalone)').matches;

/** What uses how much on this device, and what of it to keep. */
export const SpacePage = (): JSX.Element => {
  const app = useApp();
  const [use, { refetch }] = createResource(async () => {
    const result = await app.channel.call('space', {});
    return app.done(result) ? result.value : undefined;
  });
  const [browser] = createResource(async () => ({
    isKept: await isStorageKept(),
    free: await navigator.storage
      ?.estimate?.()
      .then(({ quota = 0, usage = 0 }) => Math.max(0, quota - usage))
      .catch(() => undefined),
  }));
  const [busy, setBusy] = createSignal(false);
  const free = async (): Promise<void> => {
    setBusy(true);
    const before = use.latest === undefined ? 0 : allOf(use.latest);
    const result = await app.channel.call('freeSpace', {});
    const after = app.done(result) ? await refetch() : undefined;
    setBusy(false);
    if (after) app.say(t('space.free.done', { size: bytes(Math.max(0, before - allOf(after))) }));
  };
  const keep = async (id: SpaceUse['conversations'][number]['id'], span: string): Promise<void> => {
    const wished = SPANS.find((one) => one === span);
    if (wished === undefined) return;
    app.done(await app.channel.call('keepOnDevice', { conversationId: id, span: wished }));
    void refetch();
  };
  const rowOf = (id: string) => app.conversations()?.find((row) => row.id === id);
  return (
    <Page title={t('space.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <Show when={use.latest}>
        {(now) => (
          <>
            <SettingsSection
              title={t('space.used', { used: bytes(allOf(now())), free: bytes(browser.latest?.free ?? 0) })}
            >
              <dl class={style.parts}>
                <div>
                  <dt>{t('space.messages')}</dt>
                  <dd>{bytes(messagesOf(now()))}</dd>
                </div>
                <div>
                  <dt>{t('space.files')}</dt>
                  <dd>{bytes(now().files)}</dd>
                </div>
                <div>
                  <dt>{t('space.search')}</dt>
                  <dd>{bytes(now().search)}</dd>
                </div>
              </dl>
              <Show when={now().waitingFiles > 0}>
                <p>{t('space.waiting', { size: bytes(now().waitingFiles) })}</p>
              </Show>
              <p>{t('space.free.words')}</p>
              <Button disabled={busy()} onClick={() => void free()}>
                {t('space.free')}
              </Button>
              <Show when={browser.latest}>
                {(said) => (
                  <p class={style.note}>
                    {t(said().isKept ? 'space.kept' : isSafariTab() ? 'space.safari' : 'space.not-kept')}
                  </p>
                )}
              </Show>
            </SettingsSection>
            <SettingsSection title={t('space.conversations')}>
              <ul class={style.rows}>
                <For each={now().conversations}>
                  {(one) => (
                    <Show when={rowOf(one.id)}>
                      {(row) => (
                        <li class={style.row}>
                          <span>
                            <b dir="auto">{titleOf(row())}</b>
                            <small>{bytes(one.bytes)}</small>
                          </span>
                          <select
                            aria-label={t('space.span', { title: titleOf(row()) })}
                            onChange={(event) => void keep(one.id, event.currentTarget.value)}
                          >
                            <For each={SPANS}>
                              {(span) => (
                                <option value={span} selected={span === one.span}>
                                  {t(`space.span.${span}`)}
                                </option>
                              )}
                            </For>
                          </select>
                        </li>
                      )}
                    </Show>
                  )}
                </For>
              </ul>
            </SettingsSection>
          </>
        )}
      </Show>
    </Page>
  );
};
