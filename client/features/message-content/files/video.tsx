import { t } from '../../../i18n/t.ts';
import './messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import { fileUrl } from '../../../files/show/ask-file.ts';
import { useApp } from '../../app-context.ts';
import { useRowStop } from '../content-context.ts';
import { createFile } from './create-file.ts';
import { FileCard } from './file-card.tsx';
import { FileIcon } from './file-icon.tsx';
import { FileTrouble } from './file-trouble.tsx';
import style from './files.module.css';
import { boxOf, type Looking, lengthOf } from './looks.ts';
import { Still } from './still.tsx';

/** Plays in its place, as it arrives; nothing of it is loaded before somebody presses play. */
export const Video = (props: { readonly file: Looking<'video'>; readonly large?: boolean }): JSX.Element => {
  const app = useApp();
  const stop = useRowStop();
  const [wanted, setWanted] = createSignal(false);
  const [failed, setFailed] = createSignal(false);
  const model = createFile(() => (wanted() ? props.file : undefined), false);
  const box = () => boxOf(props.file.look);
  const poster = () => {
    const { poster: still } = props.file.look;
    return still === undefined ? undefined : { ...still, name: props.file.name };
  };
  const type = (): string => {
    const state = model.state();
    return state?.state === 'ready' ? state.type : '';
  };
  const cannot = () => failed() || (type() !== '' && !/^(?:video|audio)\//.test(type()));
  const frame = (): JSX.CSSProperties =>
    props.large ? {} : { 'inline-size': `${box().width}px`, 'aspect-ratio': `${box().ratio}` };
  return (
    <Show when={!cannot()} fallback={<FileCard file={props.file} words={t('shown.video.card')} />}>
      <div class={style.film} data-large={props.large ? '' : undefined} data-visual={props.file.blob} style={frame()}>
        <Show
          when={type() !== ''}
          fallback={
            <>
              <Still
                file={poster()}
                alt={props.file.alt ?? ''}
                placeholder={props.file.look.placeholder}
                words={t('shown.video.card')}
              />
              <button
                type="button"
                class={style.start}
                tabIndex={stop()}
                aria-label={t('shown.video.play', { length: lengthOf(props.file.look.seconds) })}
                onClick={() => setWanted(true)}
              >
                <span class={style.playing}>
                  <FileIcon name="play" full />
                </span>
              </button>
              <span class={style.length}>{lengthOf(props.file.look.seconds)}</span>
              <Show when={wanted() && model.state() === undefined}>
                <span class={style.loading}>{t('shown.loading')}</span>
              </Show>
              <FileTrouble model={model} />
            </>
          }
        >
          {/* biome-ignore lint/a11y/useMediaCaption: people's own videos have none. Somebody pressed play before this. */}
          <video
            class={style.playable}
            src={fileUrl(app.me().userId, props.file)}
            controls
            autoplay
            playsinline
            preload="metadata"
            tabIndex={stop()}
            aria-label={props.file.alt ?? t('shown.video')}
            onError={() => setFailed(true)}
          />
        </Show>
      </div>
    </Show>
  );
};
