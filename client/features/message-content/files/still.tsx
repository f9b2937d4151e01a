import { t } from '../../../i18n/t.ts';
import './messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import { isShowable } from '../../../files/picture-header.ts';
import { fileUrl, type ShownFile } from '../../../files/show/ask-file.ts';
import { placeholderUrl } from '../../../files/show/placeholder.ts';
import { useApp } from '../../app-context.ts';
import { createFile } from './create-file.ts';
import { FileTrouble } from './file-trouble.tsx';
import style from './files.module.css';

/**
 * One still picture that fills its frame: a blurred placeholder first, then the picture, or words in its place. Only what
 * its own bytes say it is gets decoded, and only up to a size that no tab dies of.
 */
export const Still = (props: {
  /** Undefined: only the placeholder. */
  readonly file: ShownFile | undefined;
  readonly alt: string;
  readonly placeholder?: string | undefined;
  /** All of it is seen; else it covers its frame. */
  readonly contained?: boolean;
  /** It is none, or larger than it may be: what is said in its place. */
  readonly words: string;
  readonly ref?: (element: HTMLImageElement) => void;
}): JSX.Element => {
  const app = useApp();
  const model = createFile(() => props.file, true);
  const [failed, setFailed] = createSignal<string>();
  const ready = () => {
    const state = model.state();
    return state?.state === 'ready' ? state : undefined;
  };
  const isShown = () => {
    const { type = '', width = 0, height = 0 } = ready() ?? {};
    return type.startsWith('image/') && isShowable({ width, height }) && failed() !== props.file?.blob;
  };
  const url = () => (props.file === undefined ? undefined : fileUrl(app.me().userId, props.file));
  const blurred = () => (props.placeholder === undefined ? undefined : placeholderUrl(props.placeholder));
  return (
    <span class={style.still} data-contained={props.contained ? '' : undefined}>
      <Show when={blurred()}>
        {(source) => <img class={style.blurred} src={source()} alt="" aria-hidden="true" draggable={false} />}
      </Show>
      <Show
        when={ready() !== undefined && isShown() && url()}
        fallback={
          <Show
            when={ready()}
            fallback={
              <Show
                when={model.state() === undefined && props.file !== undefined}
                fallback={<FileTrouble model={model} />}
              >
                <span class={style.loading}>{t('shown.loading')}</span>
              </Show>
            }
          >
            <span class={style.trouble} data-trouble="card">
              {props.words}
            </span>
          </Show>
        }
      >
        {(source) => (
          <img
            ref={(element) => props.ref?.(element)}
            class={style.picture}
            src={source()}
            alt={props.alt}
            decoding="async"
            draggable={false}
            onError={() => setFailed(props.file?.blob)}
          />
        )}
      </Show>
    </span>
  );
};
