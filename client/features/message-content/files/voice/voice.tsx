import { t } from '../../../../i18n/t.ts';
import '../messages.ts';
import { For, type JSX, Match, Show, Switch } from 'solid-js';
import { useApp } from '../../../app-context.ts';
import { useRowStop } from '../../content-context.ts';
import { createFile } from '../create-file.ts';
import { FileIcon } from '../file-icon.tsx';
import { lengthOf } from '../looks.ts';
import style from './voice.module.css';
import { type Recording, voicePlayer } from './voice-player.ts';

/** As many as a message holds at most; of music nobody knows them, so that its line is flat. */
const FLAT = '3'.repeat(40);
/** How far an arrow key goes, and a page key. Seconds */
const STEP = 5;
const PAGE = 15;

/** A voice message, or another recording: plays, is sought in by pointer and keys, and faster. */
export const Voice = (props: Recording): JSX.Element => {
  const app = useApp();
  const stop = useRowStop();
  // So that it is here when there is no connection; music is loaded when it is played.
  const model = createFile(() => (props.file.look.kind === 'voice' ? props.file : undefined), true);
  const now = () => voicePlayer.of(props);
  const isPlaying = () => now()?.state === 'playing' || now()?.state === 'loading';
  const seconds = () => props.file.look.seconds;
  const at = () => Math.min(now()?.at ?? 0, seconds());
  const bars = () => [...(props.file.look.kind === 'voice' ? props.file.look.bars : FLAT)];
  const isVoice = () => props.file.look.kind === 'voice';
  const label = (): string => {
    const { name } = props.file;
    if (isVoice()) return isPlaying() ? t('shown.voice.pause') : t('shown.voice.play');
    return isPlaying() ? t('shown.audio.pause', { name }) : t('shown.audio.play', { name });
  };
  const trouble = (): 'damaged' | 'unreachable' | 'gone' | 'unknown' | 'no-worker' | 'failed' | undefined => {
    const state = now()?.state ?? model.state()?.state;
    return state === undefined || state === 'ready' || state === 'loading' || state === 'playing' || state === 'paused'
      ? undefined
      : state;
  };
  const seek = (to: number): void =>
    voicePlayer.seek(app, props, Math.min(Math.max(0, to), Math.max(0, seconds() - 0.1)));
  const onPointer = (event: PointerEvent & { readonly currentTarget: HTMLElement }): void => {
    if (event.button !== 0) return;
    const { left, right, width } = event.currentTarget.getBoundingClientRect();
    const isMirrored = getComputedStyle(event.currentTarget).direction === 'rtl';
    const along = isMirrored ? right - event.clientX : event.clientX - left;
    seek((along / width) * seconds());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = {
      ArrowRight: at() + STEP,
      ArrowUp: at() + STEP,
      ArrowLeft: at() - STEP,
      ArrowDown: at() - STEP,
      PageUp: at() + PAGE,
      PageDown: at() - PAGE,
      Home: 0,
      End: seconds(),
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    seek(to);
  };
  return (
    <div class={style.voice} data-voice={props.file.blob} data-state={now()?.state}>
      <button
        type="button"
        class={style.play}
        tabIndex={stop()}
        aria-label={label()}
        onClick={() => void voicePlayer.play(app, props)}
      >
        <FileIcon name={isPlaying() ? 'pause' : 'play'} full={!isPlaying()} />
      </button>
      <div class={style.middle}>
        <Show when={!isVoice()}>
          <b class={style.name} dir="auto">
            {props.file.name}
          </b>
        </Show>
        <div
          class={style.bars}
          role="slider"
          tabIndex={stop()}
          aria-label={t('shown.voice.position')}
          aria-valuemin={0}
          aria-valuemax={Math.round(seconds())}
          aria-valuenow={Math.round(at())}
          aria-valuetext={t('shown.voice.at', { at: lengthOf(at()), length: lengthOf(seconds()) })}
          onPointerDown={onPointer}
          onKeyDown={onKeyDown}
        >
          <For each={bars()}>
            {(bar, i) => (
              <span
                class={style.bar}
                data-heard={seconds() > 0 && i() / bars().length < at() / seconds() ? '' : undefined}
                style={{ 'block-size': `${12 + Number.parseInt(bar, 16) * 5.8}%` }}
              />
            )}
          </For>
        </div>
        <p class={style.foot}>
          <span>{lengthOf(now() === undefined ? seconds() : at())}</span>
          <Switch>
            <Match when={trouble() === 'failed'}>
              <span class={style.trouble}>{t('shown.voice.card')}</span>
            </Match>
            <Match when={trouble() !== undefined}>
              <span class={style.trouble}>{t(`shown.${trouble() as 'damaged'}`)}</span>
            </Match>
            <Match when={now()?.state === 'loading'}>
              <span>{t('shown.loading')}</span>
            </Match>
          </Switch>
        </p>
      </div>
      <Show when={now()}>
        <button
          type="button"
          class={style.speed}
          tabIndex={stop()}
          aria-label={t('shown.voice.speed', { speed: String(voicePlayer.speed()) })}
          onClick={() => voicePlayer.nextSpeed()}
        >
          {t('shown.voice.times', { speed: String(voicePlayer.speed()) })}
        </button>
      </Show>
    </div>
  );
};
