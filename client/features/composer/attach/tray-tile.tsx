import { spokenLanguage, t } from '../../../i18n/t.ts';
import './attach-messages.ts';
import { createSignal, type JSX, onCleanup, Show } from 'solid-js';
import { clockTime } from '../../../../shared/protocol/summary-of.ts';
import { IconButton } from '../../../design/button.tsx';
import { Icon, type IconName } from '../../../design/icon.tsx';
import { formatBytes } from '../../../i18n/format-bytes.ts';
import style from './tray.module.css';
import type { TrayItem } from './tray-items.ts';

const ICONS: Readonly<Record<string, IconName>> = { audio: 'mic', voice: 'mic', video: 'video', picture: 'picture' };

/** One file in the tray: what it is, how much of it is copied, and a button to remove it. */
export const TrayTile = (props: {
  readonly item: TrayItem;
  /** From 1. */
  readonly place: number;
  readonly count: number;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onOpen: (anchor: HTMLElement) => void;
  readonly onRemove: () => void;
}): JSX.Element => {
  const size = () => formatBytes(props.item.made?.file.size ?? props.item.size, spokenLanguage());
  const [playing, setPlaying] = createSignal(false);
  let audio: HTMLAudioElement | undefined;
  const listen = (src: string): void => {
    if (audio === undefined) {
      audio = new Audio(src);
      audio.addEventListener('play', () => setPlaying(true));
      audio.addEventListener('pause', () => setPlaying(false));
    }
    if (playing()) audio.pause();
    else void audio.play();
  };
  onCleanup(() => audio?.pause());
  const voice = () => {
    const look = props.item.made?.file.look;
    return look?.kind === 'voice' ? look : undefined;
  };
  const picture = () => (voice() === undefined ? props.item.picture : undefined);
  const name = () => (voice() === undefined ? props.item.name : t('attach.voice'));
  const length = () => {
    const look = props.item.made?.file.look;
    return look?.kind === 'video' ? clockTime(look.seconds) : undefined;
  };
  const detail = () => {
    const seconds = voice()?.seconds;
    return seconds === undefined ? size() : clockTime(seconds);
  };
  const icon = () => ICONS[props.item.made?.file.look?.kind ?? ''] ?? 'file';
  const label = () =>
    t('attach.item', {
      name: props.item.made?.file.alt ?? name(),
      size: detail(),
      place: String(props.place),
      total: String(props.count),
    });
  return (
    <li
      class={style.item}
      data-kind={picture() === undefined ? 'file' : 'picture'}
      data-plays={voice() === undefined ? undefined : ''}
      data-copying={props.item.share === undefined ? undefined : ''}
    >
      <button
        type="button"
        data-item=""
        class={style.open}
        aria-haspopup="menu"
        title={name()}
        onKeyDown={(event) => props.onKeyDown(event)}
        onClick={(event) => props.onOpen(event.currentTarget)}
      >
        <span class="hidden-visually">{label()}</span>
        <Show
          when={picture()}
          fallback={
            <>
              <Icon name={icon()} />
              <span class={style.words} aria-hidden="true">
                <bdi>{name()}</bdi>
                <small>{detail()}</small>
              </span>
            </>
          }
        >
          {(src) => <img src={src()} alt="" draggable={false} />}
        </Show>
        <Show when={picture() === undefined ? undefined : length()}>
          {(text) => (
            <span class={style.length} aria-hidden="true">
              <Icon name="video" size="small" />
              {text()}
            </span>
          )}
        </Show>
      </button>
      <Show when={voice() === undefined ? undefined : props.item.picture}>
        {(src) => (
          <span class={style.play}>
            <IconButton
              icon={playing() ? 'pause' : 'play'}
              label={t(playing() ? 'attach.voice.pause' : 'attach.voice.play')}
              onClick={() => listen(src())}
            />
          </span>
        )}
      </Show>
      <Show when={props.item.share !== undefined}>
        <progress value={props.item.share} aria-label={t('attach.copying', { name: name() })} />
      </Show>
      <span class={style.remove}>
        <IconButton icon="close" label={t('attach.remove', { name: name() })} onClick={() => props.onRemove()} />
      </span>
    </li>
  );
};
