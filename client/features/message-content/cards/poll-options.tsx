import { t } from '../../../i18n/t.ts';
import './card-messages.ts';
import { createSignal, Index, type JSX, Show } from 'solid-js';
import type { PollView } from '../../../channel/timeline-view.ts';
import { Icon } from '../../../design/icon.tsx';
import { listOf } from '../../../i18n/dates.ts';
import { arrowStep, stepAround } from '../../../primitives/roving-focus/steps.ts';
import { useRowStop } from '../content-context.ts';
import style from './poll.module.css';

type Option = PollView['options'][number];

/** The choices with their votes. Arrows move and space or a click votes, so that passing a choice is not a vote. */
export const PollOptions = (props: {
  readonly label: string;
  readonly options: readonly Option[];
  readonly voters: number;
  readonly multiple: boolean;
  readonly mayVote: boolean;
  readonly showNames: boolean;
  readonly onToggle: (choice: number) => void;
}): JSX.Element => {
  const stop = useRowStop();
  const [at, setAt] = createSignal(0);
  const share = (option: Option) => (props.voters === 0 ? 0 : Math.round((option.count / props.voters) * 100));
  const values = (option: Option) => ({ option: option.text, count: option.count, percent: String(share(option)) });
  const choiceOf = (option: Option) => ({
    role: props.multiple ? ('checkbox' as const) : ('radio' as const),
    'aria-checked': option.mine,
  });
  let group: HTMLFieldSetElement | undefined;
  const step = (event: KeyboardEvent): void => {
    const by = arrowStep(event.key);
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const buttons = [...(group?.querySelectorAll<HTMLElement>('[data-choice]') ?? [])];
    const next = stepAround(at(), by, buttons.length);
    setAt(next);
    buttons[next]?.focus();
  };
  return (
    <fieldset
      ref={(element) => {
        group = element;
      }}
      class={style.options}
      role={props.multiple ? undefined : 'radiogroup'}
    >
      <legend class="hidden-visually">{props.label}</legend>
      <Index each={props.options}>
        {(option, index) => (
          <div class={style.row} style={{ '--share': `${share(option())}%` }}>
            <button
              type="button"
              class={style.option}
              {...choiceOf(option())}
              aria-disabled={!props.mayVote}
              aria-label={t(option().mine ? 'poll.option.mine' : 'poll.option', values(option()))}
              title={listOf(option().names)}
              tabIndex={index === at() ? stop() : -1}
              data-choice={index}
              onFocus={() => setAt(index)}
              onKeyDown={step}
              onClick={() => {
                if (props.mayVote) props.onToggle(index);
              }}
            >
              <span
                class={style.mark}
                data-multiple={props.multiple ? '' : undefined}
                data-mine={option().mine ? '' : undefined}
              >
                <Show when={option().mine}>
                  <Icon name="check" size="small" />
                </Show>
              </span>
              <span class={style.words} dir="auto">
                {option().text}
              </span>
              {/* Rows of noughts would say nothing. */}
              <Show when={props.voters > 0}>
                <span class={style.count}>{t('poll.count', values(option()))}</span>
                <span class={style.bar} />
              </Show>
            </button>
            <Show when={props.showNames && option().names.length > 0}>
              <p class={style.names} dir="auto">
                {listOf(option().names)}
              </p>
            </Show>
          </div>
        )}
      </Index>
    </fieldset>
  );
};
