import { t } from '../../i18n/t.ts';
import './messages.ts';
import { For, type JSX, Show } from 'solid-js';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import { HAS } from '../../channel/search-view.ts';
import { Button } from '../../design/button.tsx';
import { useApp } from '../app-context.ts';
import { titleOf } from '../conversation-list/row-title.ts';
import { type Asked, filtersIn } from './asked.ts';
import type { SearchModel } from './create-search.ts';
import style from './search-filters.module.css';

interface Option {
  readonly value: string;
  readonly name: string;
  /** People gave it. */
  readonly isNamed?: true;
}

const Select = (props: {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly onPick: (value: string) => void;
}): JSX.Element => (
  <label class={style.field}>
    {props.label}
    <select onChange={(event) => props.onPick(event.currentTarget.value)}>
      <For each={props.options}>
        {(option) => (
          <option value={option.value} dir={option.isNamed && 'auto'} selected={option.value === props.value}>
            {option.name}
          </option>
        )}
      </For>
    </select>
  </label>
);

/** As a date field writes a day, where the reader is. */
const dayOf = (at: number | undefined): string => {
  if (at === undefined) return '';
  const date = new Date(at);
  const two = (number: number): string => `${number}`.padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};
/** Without a zone at its end a time is read as where the reader is. */
const timeIn = (day: string, time: string): number | undefined => {
  const at = Date.parse(`${day}T${time}`);
  return Number.isNaN(at) || at < 0 ? undefined : at;
};

const DayField = (props: {
  readonly label: string;
  readonly at: number | undefined;
  readonly time: string;
  readonly onPick: (at: number | undefined) => void;
}): JSX.Element => (
  <label class={style.field}>
    {props.label}
    <input
      type="date"
      value={dayOf(props.at)}
      onChange={(event) => props.onPick(timeIn(event.currentTarget.value, props.time))}
    />
  </label>
);

/** Where is searched, and what else the messages must be. */
export const SearchFilters = (props: { readonly model: SearchModel }): JSX.Element => {
  const app = useApp();
  const asked = (): Asked => props.model.asked();
  const ask = (change: Partial<Asked>): void => props.model.ask(change);
  const conversations = (): readonly Option[] => [
    { value: '', name: t('search.in.all') },
    ...(app.conversations() ?? [])
      .filter(({ state }) => state === 'ready' || state === 'waiting')
      .map((row) => ({ value: row.id, name: titleOf(row), isNamed: true as const })),
  ];
  const people = (): readonly Option[] => {
    const me = app.me();
    const others = (props.model.view()?.authors ?? []).filter(({ number }) => number !== me.number);
    return [
      { value: '', name: t('search.by.any') },
      { value: `${me.number}`, name: t('search.by.me') },
      ...others
        .map(({ number, name }) => ({ value: `${number}`, name, isNamed: true as const }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    ];
  };
  const count = () => filtersIn(asked());
  return (
    <div class={style.filters}>
      <Select
        label={t('search.in')}
        options={conversations()}
        value={asked().in ?? ''}
        onPick={(value) => ask({ in: parseConversationId(value), by: undefined })}
      />
      <details class={style.more} open={count() > 0}>
        <summary>{count() === 0 ? t('search.filters') : t('search.filters.count', { count: count() })}</summary>
        <div class={style.fields}>
          <Select
            label={t('search.by')}
            options={people()}
            value={`${asked().by ?? ''}`}
            onPick={(value) => ask({ by: value === '' ? undefined : Number(value) })}
          />
          <Select
            label={t('search.has')}
            options={[
              { value: '', name: t('search.has.any') },
              ...HAS.map((has) => ({ value: has, name: t(`search.has.${has}`) })),
            ]}
            value={asked().has ?? ''}
            onPick={(value) => ask({ has: HAS.find((one) => one === value) })}
          />
          <DayField label={t('search.after')} at={asked().after} time="00:00:00" onPick={(after) => ask({ after })} />
          <DayField
            label={t('search.before')}
            at={asked().before}
            time="23:59:59.999"
            onPick={(before) => ask({ before })}
          />
          <label class={style.check}>
            <input
              type="checkbox"
              checked={asked().mentions === true}
              onChange={(event) => ask({ mentions: event.currentTarget.checked ? true : undefined })}
            />
            {t('search.mentions')}
          </label>
          <Show when={count() > 0}>
            <span class={style.clear}>
              <Button
                variant="quiet"
                onClick={() =>
                  ask({ by: undefined, has: undefined, after: undefined, before: undefined, mentions: undefined })
                }
              >
                {t('search.filters.clear')}
              </Button>
            </span>
          </Show>
        </div>
      </details>
    </div>
  );
};
