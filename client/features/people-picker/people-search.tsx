import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import type { Person } from '../../channel/person.ts';
import { Icon, type IconName } from '../../design/icon.tsx';
import { Quiet } from '../../design/page.tsx';
import { SearchField } from '../../design/search-field.tsx';
import type { PeopleSearch as Search } from './create-people-search.ts';
import { PeopleList } from './people-list.tsx';
import style from './people-search.module.css';

/** A field and the people found; what happens with one of them is the caller's. */
export const PeopleSearch = (props: {
  readonly search: Search;
  readonly without?: (person: Person) => boolean;
  readonly icon?: IconName;
  readonly labelOf: (person: Person) => string;
  readonly onPick: (person: Person) => void;
  readonly autofocus?: boolean;
}): JSX.Element => {
  const people = () => (props.search.answer()?.people ?? []).filter((person) => !(props.without?.(person) ?? false));
  return (
    <div class={style.search}>
      <SearchField
        isLarge
        label={t('people.search')}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxLength={80}
        autofocus={props.autofocus}
        hint={props.search.answer() === undefined ? t('people.search.hint') : undefined}
        value={props.search.query()}
        onText={props.search.setQuery}
      />
      <Show when={props.search.answer()}>
        {(answer) => (
          <>
            <p class="hidden-visually" role="status">
              {t('people.found', { count: people().length })}
            </p>
            <Show when={!answer().complete}>
              <p class={style.incomplete}>
                <Icon name="offline" size="small" />
                {t('people.incomplete')}
              </p>
            </Show>
            <Show
              when={people().length > 0}
              fallback={
                <Quiet
                  title={t('people.none.title')}
                  words={t(answer().complete ? 'people.none.words' : 'people.none.offline', { query: answer().query })}
                />
              }
            >
              <PeopleList
                label={t('people.results')}
                people={people()}
                icon={props.icon}
                labelOf={props.labelOf}
                onPick={props.onPick}
              />
            </Show>
          </>
        )}
      </Show>
    </div>
  );
};
