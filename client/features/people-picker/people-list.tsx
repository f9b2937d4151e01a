import { For, type JSX, Show } from 'solid-js';
import type { Person } from '../../channel/person.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Icon, type IconName } from '../../design/icon.tsx';
import style from './people-search.module.css';

/** People to choose from, each one button. */
export const PeopleList = (props: {
  readonly label: string;
  readonly people: readonly Person[];
  readonly icon?: IconName | undefined;
  readonly labelOf: (person: Person) => string;
  readonly onPick: (person: Person) => void;
}): JSX.Element => (
  <ul aria-label={props.label}>
    <For each={props.people}>
      {(person) => (
        <li>
          <button type="button" class={style.person} onClick={() => props.onPick(person)}>
            <Avatar size="small" name={person.name} seed={person.userId} picture={person.picture} />
            <span dir="auto" aria-hidden="true">
              {person.name}
            </span>
            <span class="hidden-visually">{props.labelOf(person)}</span>
            <Show when={props.icon}>{(icon) => <Icon name={icon()} />}</Show>
          </button>
        </li>
      )}
    </For>
  </ul>
);
