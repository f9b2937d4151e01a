import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import '../message-details/messages.ts';
import { createResource, For, type JSX, Show } from 'solid-js';
import { Portal } from 'solid-js/web';
import type { FullMessageRef } from '../../channel/commands.ts';
import { Dialog } from '../../design/dialog.tsx';
import { insideOf, isoOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { MessageText } from './text/message-text.tsx';
import { unopenedWords } from './unopened-words.ts';
import style from './versions-dialog.module.css';

/** All versions of a message, latest first. */
export const VersionsDialog = (props: {
  readonly place: FullMessageRef;
  readonly now: number;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  // In the order that all replicas agree on, which a wrong clock does not change.
  const [versions] = createResource(async () => {
    const answer = await app.channel.call('versions', props.place);
    return app.done(answer) ? answer.value.versions.toReversed() : [];
  });
  return (
    // Rendered outside the row that opens it, so that events in the dialog do not reach the message.
    <Portal>
      <Dialog title={t('versions.title')} closeLabel={t('app.close')} onClose={props.onClose}>
        <ol class={style.versions}>
          <For each={versions.latest}>
            {(version, index) => (
              <li class={style.version}>
                <p class={style.when}>
                  <time dateTime={isoOf(version.at)}>{insideOf(version.at, props.now)}</time>
                  <Show when={index() === 0}>
                    <span class={style.now}>{t('versions.now')}</span>
                  </Show>
                  <Show when={index() === (versions.latest?.length ?? 0) - 1}>
                    <span>{t('versions.first')}</span>
                  </Show>
                </p>
                <Show when={version.text} fallback={<p>{unopenedWords(version.unopened)}</p>}>
                  {(text) => <MessageText body={{ kind: 'text', text: text() }} />}
                </Show>
              </li>
            )}
          </For>
        </ol>
      </Dialog>
    </Portal>
  );
};
