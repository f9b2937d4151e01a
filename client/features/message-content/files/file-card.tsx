import { t } from '../../../i18n/t.ts';
import './messages.ts';
import { createSignal, type JSX, lazy, Show } from 'solid-js';
import { Portal } from 'solid-js/web';
import { Contained } from '../../../design/contained.tsx';
import { formatBytes } from '../../../i18n/format-bytes.ts';
import { spokenLanguage } from '../../../i18n/t.ts';
import { useApp } from '../../app-context.ts';
import { useRowStop } from '../content-context.ts';
import { FileIcon } from './file-icon.tsx';
import { iconOf, isReadable, mayRun } from './file-kinds.ts';
import style from './files.module.css';
import type { FileBody } from './looks.ts';
import { saveFile } from './save-file.ts';

const Confirm = lazy(async () => ({ default: (await import('../../../design/confirm.tsx')).Confirm }));
const TextPreview = lazy(async () => ({ default: (await import('./text-preview.tsx')).TextPreview }));

/** A file by its name and size. `words`: why it is not shown otherwise. */
export const FileCard = (props: { readonly file: FileBody; readonly words?: string | undefined }): JSX.Element => {
  const app = useApp();
  const stop = useRowStop();
  const [asking, setAsking] = createSignal(false);
  const [reading, setReading] = createSignal(false);
  const save = (): void => {
    if (mayRun(props.file.name)) setAsking(true);
    else void saveFile(app, props.file);
  };
  return (
    <div class={style.card} data-file={props.file.blob}>
      <span class={style.sign}>
        <FileIcon name={iconOf(props.file.name)} />
      </span>
      <span class={style.about}>
        <b class={style.name} dir="auto" title={props.file.name}>
          {props.file.name}
        </b>
        <small class={style.small}>{formatBytes(props.file.size, spokenLanguage())}</small>
        <Show when={props.words}>{(words) => <small class={style.trouble}>{words()}</small>}</Show>
        <Show when={isReadable(props.file.name, props.file.type)}>
          <button type="button" class={style.act} tabIndex={stop()} onClick={() => setReading(true)}>
            {t('shown.preview')}
          </button>
        </Show>
      </span>
      <button
        type="button"
        class={style.round}
        tabIndex={stop()}
        aria-label={t('shown.save.named', { name: props.file.name })}
        title={t('shown.save')}
        onClick={save}
      >
        <FileIcon name="download" />
      </button>
      <Portal>
        <Contained onClose={() => setAsking(false)}>
          <Show when={asking()}>
            <Confirm
              title={t('shown.runs.title', { name: props.file.name })}
              words={t('shown.runs.words')}
              act={t('shown.save')}
              onAct={() => void saveFile(app, props.file)}
              onClose={() => setAsking(false)}
            />
          </Show>
        </Contained>
        <Contained onClose={() => setReading(false)}>
          <Show when={reading()}>
            <TextPreview file={props.file} onClose={() => setReading(false)} />
          </Show>
        </Contained>
      </Portal>
    </div>
  );
};
