import { t } from '../../../../i18n/t.ts';
import '../../../../i18n/messages.ts';
import '../messages.ts';
import { createEffect, createSignal, type JSX, lazy, on, onCleanup, onMount, Show, Suspense } from 'solid-js';
import { IconButton } from '../../../../design/button.tsx';
import { useApp } from '../../../app-context.ts';
import { RowStop } from '../../content-context.ts';
import { FileIcon, type FileIconName } from '../file-icon.tsx';
import { mayRun } from '../file-kinds.ts';
import { isVideo, type Visual } from '../looks.ts';
import { saveFile } from '../save-file.ts';
import { Still } from '../still.tsx';
import { Video } from '../video.tsx';
import { copyImage } from './copy-image.ts';
import { createZoom, STEP } from './create-zoom.ts';
import style from './lightbox.module.css';

const Confirm = lazy(async () => ({ default: (await import('../../../../design/confirm.tsx')).Confirm }));

/** How far an arrow key moves what is zoomed. Pixels */
const ALONG = 80;

const Tool = (props: {
  readonly icon: FileIconName;
  readonly label: string;
  readonly onAct: () => void;
}): JSX.Element => (
  <button type="button" class={style.tool} aria-label={props.label} title={props.label} onClick={() => props.onAct()}>
    <FileIcon name={props.icon} />
  </button>
);

/** Pictures and videos of a message, one at a time, over everything else. */
export const Lightbox = (props: {
  readonly files: readonly Visual[];
  readonly at: number;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const [at, setAt] = createSignal(props.at);
  /** Its name says that it is a program, whatever it looks like. */
  const [asking, setAsking] = createSignal<Visual>();
  const [area, setArea] = createSignal<{ width: number; height: number }>();
  let dialog: HTMLDialogElement | undefined;
  let image: HTMLImageElement | undefined;
  const file = () => props.files[at()];
  const isMirrored = () => dialog !== undefined && getComputedStyle(dialog).direction === 'rtl';
  const step = (by: number): void => {
    const next = at() + by;
    if (next >= 0 && next < props.files.length) setAt(next);
  };
  const zoom = createZoom({
    picture: area,
    onSwipe: (to) => {
      if (to === 'down') dialog?.close();
      else step((to === 'left') === isMirrored() ? -1 : 1);
    },
  });
  createEffect(
    on(at, () => {
      setArea(undefined);
      zoom.reset();
    }),
  );
  onMount(() => dialog?.showModal());
  onCleanup(() => dialog?.close());
  const onKeyDown = (event: KeyboardEvent): void => {
    // Keys of the conversation mean nothing here.
    event.stopPropagation();
    if (event.target instanceof HTMLVideoElement) return;
    const along = isMirrored() ? -1 : 1;
    const isZoomed = zoom.zoom().scale > 1;
    const acts: Record<string, () => void> = {
      ArrowRight: () => (isZoomed ? zoom.move(-ALONG, 0) : step(along)),
      ArrowLeft: () => (isZoomed ? zoom.move(ALONG, 0) : step(-along)),
      ArrowUp: () => zoom.move(0, ALONG),
      ArrowDown: () => zoom.move(0, -ALONG),
      '+': () => zoom.by(STEP),
      '=': () => zoom.by(STEP),
      '-': () => zoom.by(1 / STEP),
      '0': zoom.reset,
    };
    const act = acts[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  const copy = async (): Promise<void> => {
    const isCopied = image !== undefined && (await copyImage(image));
    app.say(t(isCopied ? 'shown.lightbox.copied' : 'shown.lightbox.not-copied'));
  };
  return (
    <dialog
      ref={(element) => {
        dialog = element;
      }}
      class={style.lightbox}
      aria-label={t('shown.lightbox')}
      onClose={() => props.onClose()}
      onKeyDown={onKeyDown}
    >
      <div class={style.frame}>
        <header class={style.head}>
          <IconButton autofocus icon="close" label={t('app.close')} onClick={() => dialog?.close()} />
          <p class={style.title} dir="auto">
            {file()?.name}
          </p>
          <Show when={props.files.length > 1}>
            <p class={style.count} aria-live="polite">
              {t('shown.lightbox.count', { at: String(at() + 1), of: String(props.files.length) })}
            </p>
          </Show>
          <Show when={area()}>
            <Tool icon="zoom-out" label={t('shown.lightbox.zoom-out')} onAct={() => zoom.by(1 / STEP)} />
            <Tool icon="zoom-in" label={t('shown.lightbox.zoom-in')} onAct={() => zoom.by(STEP)} />
            <IconButton icon="copy" label={t('shown.lightbox.copy')} onClick={() => void copy()} />
          </Show>
          <Show when={file()}>
            {(one) => (
              <Tool
                icon="download"
                label={t('shown.save.named', { name: one().name })}
                onAct={() => (mayRun(one().name) ? setAsking(one()) : void saveFile(app, one()))}
              />
            )}
          </Show>
        </header>
        <RowStop.Provider value={() => 0}>
          <Show when={file()} keyed>
            {(one) => (
              <Show
                when={isVideo(one) ? one : undefined}
                fallback={
                  <div class={style.stage} ref={zoom.attach} data-zoomed={zoom.zoom().scale > 1 ? '' : undefined}>
                    <div
                      class={style.moved}
                      style={{
                        translate: `${zoom.zoom().x + zoom.drawn().x}px ${zoom.zoom().y + zoom.drawn().y}px`,
                        scale: `${zoom.zoom().scale}`,
                      }}
                    >
                      <Still
                        contained
                        file={one}
                        alt={one.alt ?? t('shown.photo')}
                        placeholder={one.look.placeholder}
                        words={t('shown.photo.card')}
                        ref={(element) => {
                          image = element;
                          element.addEventListener('load', () =>
                            setArea({ width: element.naturalWidth, height: element.naturalHeight }),
                          );
                        }}
                      />
                    </div>
                  </div>
                }
              >
                {(video) => (
                  <div class={style.stage}>
                    <Video file={video()} large />
                  </div>
                )}
              </Show>
            )}
          </Show>
        </RowStop.Provider>
        <Show when={at() > 0}>
          <span class={style.before}>
            <IconButton icon="back" label={t('shown.lightbox.previous')} onClick={() => step(-1)} />
          </span>
        </Show>
        <Show when={at() < props.files.length - 1}>
          <span class={style.after}>
            <IconButton icon="next" label={t('shown.lightbox.next')} onClick={() => step(1)} />
          </span>
        </Show>
        <Show when={file()?.alt}>
          {(alt) => (
            <p class={style.alt} dir="auto">
              {alt()}
            </p>
          )}
        </Show>
      </div>
      <Suspense>
        <Show when={asking()}>
          {(one) => (
            <Confirm
              title={t('shown.runs.title', { name: one().name })}
              words={t('shown.runs.words')}
              act={t('shown.save')}
              onAct={() => void saveFile(app, one())}
              onClose={() => setAsking(undefined)}
            />
          )}
        </Show>
      </Suspense>
    </dialog>
  );
};
