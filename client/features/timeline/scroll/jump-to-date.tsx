import { t } from '../../../i18n/t.ts';
import './jump-messages.ts';
import { createSignal, createUniqueId, type JSX } from 'solid-js';
import { FormDialog } from '../../../design/form-dialog.tsx';
import style from './jump-to-date.module.css';

/** As a date field writes a day, where the reader is: 2026-03-31. */
const isoDay = (at: number): string => {
  const date = new Date(at);
  const two = (number: number): string => `${number}`.padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** Midnight before a day's messages; undefined for what is no day. ms since 1970. */
const startOf = (day: string): number | undefined => {
  // Without a zone at its end a time is read as where the reader is.
  const at = Date.parse(`${day}T00:00:00`);
  return Number.isNaN(at) ? undefined : at;
};

export const JumpToDate = (props: {
  /** The day in view. */
  readonly at: number;
  readonly now: number;
  readonly onDate: (at: number) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const id = createUniqueId();
  const [day, setDay] = createSignal(isoDay(props.at));
  const submit = (): void => {
    const at = startOf(day());
    if (at !== undefined) props.onDate(at);
  };
  return (
    <FormDialog
      title={t('timeline.jump.title')}
      act={t('timeline.jump.act')}
      disabled={startOf(day()) === undefined}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <div class={style.day}>
        <label for={`${id}-day`}>{t('timeline.jump.day')}</label>
        <input
          id={`${id}-day`}
          type="date"
          required
          max={isoDay(props.now)}
          value={day()}
          onInput={(event) => setDay(event.currentTarget.value)}
        />
      </div>
    </FormDialog>
  );
};
