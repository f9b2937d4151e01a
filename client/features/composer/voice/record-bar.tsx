import { t } from '../../../i18n/t.ts';
import './voice-messages.ts';
import { createEffect, For, type JSX, on, Show } from 'solid-js';
import { clockTime } from '../../../../shared/protocol/summary-of.ts';
import { IconButton } from '../../../design/button.tsx';
import { useApp } from '../../app-context.ts';
import { createEscape } from '../../shortcuts/escape-stack.ts';
import type { Voice } from './create-voice.ts';
import style from './record-bar.module.css';

/** Bars that are drawn: the last four seconds. */
const SHOWN_BARS = 40;

/** Over the field while a voice message is recorded. */
export const RecordBar = (props: { readonly voice: Voice }): JSX.Element => {
  let send: HTMLDivElement | undefined;
  const recording = () => props.voice.recording();
  const isLocked = () => props.voice.mode() === 'locked';
  const bars = () => recording()?.levels().slice(-SHOWN_BARS) ?? [];
  createEscape(
    useApp().escape,
    () => recording() !== undefined,
    () => void props.voice.stop(),
  );
  createEffect(
    on([isLocked, recording], ([locked, now]) => {
      if (locked && now !== undefined) send?.querySelector('button')?.focus();
    }),
  );
  return (
    <fieldset class={style.bar} aria-label={t('voice.recording')}>
      <Show when={isLocked()}>
        <IconButton icon="bin" label={t('voice.cancel')} onClick={() => void props.voice.cancel()} />
      </Show>
      <span class={style.dot} data-paused={recording()?.paused() ? '' : undefined} />
      <Show when={recording()} fallback={<span class={style.hint}>{t('voice.starting')}</span>}>
        {(now) => (
          <>
            <time class={style.time}>{clockTime(now().seconds())}</time>
            <span class={style.wave} aria-hidden="true">
              <For each={bars()}>{(level) => <i style={{ 'block-size': `${Math.round(8 + level * 92)}%` }} />}</For>
            </span>
            <Show when={!isLocked()}>
              <span class={style.hint}>{t('voice.slide')}</span>
            </Show>
          </>
        )}
      </Show>
      <Show when={isLocked() ? recording() : undefined}>
        {(now) => (
          <>
            <IconButton
              icon={now().paused() ? 'mic' : 'pause'}
              label={t(now().paused() ? 'voice.resume' : 'voice.pause')}
              onClick={() => (now().paused() ? now().resume() : now().pause())}
            />
            <IconButton icon="stop" label={t('voice.stop')} onClick={() => void props.voice.stop()} />
            <div
              ref={(element) => {
                send = element;
              }}
            >
              <IconButton icon="send" variant="main" label={t('voice.send')} onClick={() => void props.voice.send()} />
            </div>
          </>
        )}
      </Show>
    </fieldset>
  );
};
