import { t } from '../../../i18n/t.ts';
import './messages.ts';
import { createSignal, For, type JSX, lazy, Show } from 'solid-js';
import { Portal } from 'solid-js/web';
import { Contained } from '../../../design/contained.tsx';
import { useRowStop } from '../content-context.ts';
import { FileIcon } from './file-icon.tsx';
import style from './files.module.css';
import { boxOf, isPicture, lengthOf, type Visual } from './looks.ts';
import { Still } from './still.tsx';

const Lightbox = lazy(async () => ({ default: (await import('./lightbox/lightbox.tsx')).Lightbox }));

/** What is small enough for a bubble: the preview, the picture where there is none, or a video's poster. */
const smallOf = (file: Visual, smallest = false) => {
  const { look } = file;
  const small = look.kind === 'video' ? look.poster : ((smallest ? look.thumbnail : undefined) ?? look.preview ?? file);
  return small === undefined ? undefined : { ...small, name: file.name };
};

/** One of them, which opens it. */
export const VisualCell = (props: {
  readonly file: Visual;
  /** The only one of its message: in its own shape. */
  readonly alone?: boolean;
  /** Its smallest picture will do. */
  readonly small?: boolean;
  readonly onOpen: () => void;
}): JSX.Element => {
  const stop = useRowStop();
  const label = (): string => {
    const { look, alt } = props.file;
    if (look.kind === 'video') return t('shown.video.play', { length: lengthOf(look.seconds) });
    return alt === undefined ? t('shown.photo.open') : t('shown.photo.open.named', { alt });
  };
  return (
    <div
      class={style.cell}
      data-visual={props.file.blob}
      data-small={props.small ? '' : undefined}
      style={props.alone ? { 'aspect-ratio': `${boxOf(props.file.look).ratio}` } : {}}
    >
      <Still
        file={smallOf(props.file, props.small)}
        alt=""
        placeholder={props.file.look.placeholder}
        words={t(isPicture(props.file) ? 'shown.photo.card' : 'shown.video.card')}
      />
      <Show when={props.file.look.kind === 'video' && props.file.look}>
        {(look) => (
          <>
            <span class={style.playing}>
              <FileIcon name="play" full />
            </span>
            <span class={style.length}>{lengthOf(look().seconds)}</span>
          </>
        )}
      </Show>
      {/* Over the picture, whose words and button, when it is not there, stand for themselves. */}
      <button type="button" class={style.open} tabIndex={stop()} aria-label={label()} onClick={() => props.onOpen()} />
    </div>
  );
};

/** Pictures and videos of one message, and the view that opens from them. */
export const Album = (props: { readonly files: readonly Visual[] }): JSX.Element => {
  const [open, setOpen] = createSignal<number>();
  const alone = () => props.files.length === 1;
  const width = () => {
    const [first] = props.files;
    return alone() && first !== undefined ? `${boxOf(first.look).width}px` : undefined;
  };
  return (
    <div
      class={style.album}
      data-count={Math.min(5, props.files.length)}
      data-odd={props.files.length % 2 ? '' : undefined}
      style={{ 'inline-size': width() }}
    >
      <For each={props.files}>
        {(file, at) => <VisualCell file={file} alone={alone()} onOpen={() => setOpen(at())} />}
      </For>
      <Portal>
        <Contained onClose={() => setOpen(undefined)}>
          <Show when={open() !== undefined}>
            <Lightbox files={props.files} at={open() ?? 0} onClose={() => setOpen(undefined)} />
          </Show>
        </Contained>
      </Portal>
    </div>
  );
};
