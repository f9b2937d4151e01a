import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { arrowStep, stepAround } from '../../primitives/roving-focus/steps.ts';
import style from './emoji-picker.module.css';

const HANDS = ['✋', '✋🏻', '✋🏼', '✋🏽', '✋🏾', '✋🏿'] as const;

/** One button that shows the skin tone chosen; pressed, the six there are. */
export const SkinTone = (props: {
  /** 0 (none) to 5. */
  readonly tone: number;
  /** Of 1 to 5. */
  readonly names: readonly string[];
  readonly onTone: (tone: number) => void;
}): JSX.Element => {
  let element: HTMLDivElement | undefined;
  const [open, setOpen] = createSignal(false);
  const nameOf = (tone: number): string => props.names[tone - 1] ?? t('emoji.tone.none');
  const focus = (selector: string): void =>
    queueMicrotask(() => element?.querySelector<HTMLElement>(selector)?.focus());
  const close = (): void => {
    setOpen(false);
    focus('button');
  };
  const step = (event: KeyboardEvent): void => {
    const isRightToLeft = getComputedStyle(event.currentTarget as HTMLElement).direction === 'rtl';
    const by = arrowStep(event.key, isRightToLeft);
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
    } else if (by !== undefined) {
      event.preventDefault();
      props.onTone(stepAround(props.tone, by, HANDS.length));
      focus('[aria-checked="true"]');
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      close();
    }
  };
  return (
    <div ref={element} class={style.tones}>
      <Show
        when={open()}
        fallback={
          <button
            type="button"
            aria-label={t('emoji.tone.is', { tone: nameOf(props.tone) })}
            title={t('emoji.tone')}
            aria-expanded={false}
            onClick={() => {
              setOpen(true);
              focus('[aria-checked="true"]');
            }}
          >
            {HANDS[props.tone]}
          </button>
        }
      >
        <div role="radiogroup" aria-label={t('emoji.tone')} onKeyDown={step}>
          <For each={HANDS}>
            {(hand, tone) => (
              // biome-ignore lint/a11y/useSemanticElements: a picture to press, with the keys of a radio group
              <button
                type="button"
                role="radio"
                aria-checked={tone() === props.tone}
                aria-label={nameOf(tone())}
                title={nameOf(tone())}
                tabindex={tone() === props.tone ? 0 : -1}
                onClick={() => {
                  props.onTone(tone());
                  close();
                }}
              >
                {hand}
              </button>
            )}
          </For>
        </div>
      </Show>
    </div>
  );
};
