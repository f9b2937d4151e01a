import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { type JSX, lazy, Show } from 'solid-js';
import { Contained } from '../../../design/contained.tsx';
import { dayOf } from '../../../i18n/dates.ts';
import type { FloatingDay as Day } from './day-at.ts';
import style from './floating-day.module.css';

const JumpToDate = lazy(async () => ({ default: (await import('./jump-to-date.tsx')).JumpToDate }));

/** The day of what is at the upper edge; shown while scrolling, and always there for the keyboard. */
export const FloatingDay = (props: {
  readonly day: Day | undefined;
  readonly now: number;
  readonly shown: boolean;
  readonly dating: boolean;
  readonly onDating: (open: boolean) => void;
  readonly onDate: (at: number) => void;
}): JSX.Element => (
  <>
    <Show when={props.day}>
      {(day) => (
        <div class={style.place} data-shown={props.shown ? '' : undefined}>
          <button
            type="button"
            class={style.day}
            style={{ translate: day().push === 0 ? undefined : `0 ${-day().push}px` }}
            aria-haspopup="dialog"
            aria-label={t('timeline.day.jump', { day: dayOf(day().at, props.now) })}
            onClick={() => props.onDating(true)}
          >
            {dayOf(day().at, props.now)}
          </button>
        </div>
      )}
    </Show>
    <Show when={props.dating}>
      <Contained onClose={() => props.onDating(false)}>
        <JumpToDate
          at={props.day?.at ?? props.now}
          now={props.now}
          onClose={() => props.onDating(false)}
          onDate={(at) => {
            props.onDating(false);
            props.onDate(at);
          }}
        />
      </Contained>
    </Show>
  </>
);
