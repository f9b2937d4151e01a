import { t } from '../../../i18n/t.ts';
import '../../../i18n/messages.ts';
import './messages.ts';
import { createResource, type JSX, Show } from 'solid-js';
import { Dialog } from '../../../design/dialog.tsx';
import { askFile, readText } from '../../../files/show/ask-file.ts';
import { useApp } from '../../app-context.ts';
import style from './files.module.css';
import type { FileBody } from './looks.ts';

/** What a preview holds: some fifty pages. Bytes */
const MOST = 128 * 1024;

/** The beginning of a text, as a text: nothing in it becomes an element. */
export const TextPreview = (props: { readonly file: FileBody; readonly onClose: () => void }): JSX.Element => {
  const app = useApp();
  const [read] = createResource(async () => {
    const { userId } = app.me();
    const answer = await askFile(userId, props.file, false);
    if (answer.state !== 'ready') return { words: t(`shown.${answer.state}`) };
    if (answer.type !== 'text/plain') return { words: t('shown.preview.none') };
    const text = await readText(userId, props.file, MOST);
    return text === undefined ? { words: t('shown.unreachable') } : { text };
  });
  return (
    <Dialog
      size="wide"
      title={t('shown.preview.title', { name: props.file.name })}
      closeLabel={t('app.close')}
      onClose={props.onClose}
    >
      <Show when={read()} fallback={<p>{t('shown.loading')}</p>}>
        {(shown) => (
          <Show when={shown().text} fallback={<p>{shown().words}</p>}>
            {(text) => (
              <>
                <pre class={style.text} dir="auto">
                  {text()}
                </pre>
                <Show when={props.file.size > MOST}>
                  <p class={style.small}>{t('shown.preview.part')}</p>
                </Show>
              </>
            )}
          </Show>
        )}
      </Show>
    </Dialog>
  );
};
