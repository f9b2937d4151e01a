import { For, type JSX, Show } from 'solid-js';
import { Flyout } from './flyout.tsx';
import { Icon, type IconName } from './icon.tsx';
import style from './menu.module.css';

export interface MenuItem {
  readonly label: string;
  readonly icon: IconName;
  readonly danger?: boolean;
  /** Begins a group: a line stands above it. */
  readonly begins?: boolean;
  /** For what is switched on and off: whether it is on. */
  readonly checked?: boolean;
  readonly act: () => void;
}

/** Actions on one thing: arrow keys move, Home and End jump, Escape goes back. `top` stands above them (quick reactions). */
export const Menu = (props: {
  readonly anchor: HTMLElement;
  readonly at?: { readonly x: number; readonly y: number } | undefined;
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly onClose: () => void;
  readonly top?: JSX.Element;
}): JSX.Element => {
  const move = (event: KeyboardEvent) => {
    const menu = event.currentTarget as HTMLElement;
    const focused = document.activeElement as HTMLElement;
    const buttons = [...menu.querySelectorAll<HTMLElement>('button')];
    const items = buttons.filter((button) => button.closest('[data-top]') === null);
    const above = buttons.filter((button) => !items.includes(button));
    const all = [...above, ...items];
    const inRow = above.includes(focused);
    const row = inRow ? above : all;
    const step = (list: readonly HTMLElement[], by: number) =>
      list[(list.indexOf(focused) + by + list.length) % list.length];
    const steps: Record<string, () => HTMLElement | undefined> = {
      // The row above is one place for the arrows that go down and up.
      ArrowDown: () => (inRow ? (items[0] ?? above[0]) : step(all, 1)),
      ArrowUp: () =>
        inRow ? (items.at(-1) ?? above[0]) : focused === items[0] ? (above[0] ?? items.at(-1)) : step(all, -1),
      ArrowRight: () => step(row, 1),
      ArrowLeft: () => step(row, -1),
      Home: () => all[0],
      End: () => all.at(-1),
    };
    const next = steps[event.key]?.();
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <Flyout
      anchor={props.anchor}
      at={props.at}
      role="menu"
      label={props.label}
      onClose={props.onClose}
      onKeyDown={move}
    >
      <Show when={props.top}>
        <div class={style.top} data-top>
          {props.top}
        </div>
      </Show>
      <For each={props.items}>
        {(item) => (
          <button
            type="button"
            {...(item.checked === undefined
              ? { role: 'menuitem' as const }
              : { role: 'menuitemcheckbox' as const, 'aria-checked': item.checked })}
            class={style.item}
            data-danger={item.danger ? '' : undefined}
            data-begins={item.begins ? '' : undefined}
            onClick={() => {
              props.onClose();
              item.act();
            }}
          >
            <Icon name={item.icon} />
            {item.label}
            <Show when={item.checked}>
              <span class={style.checked}>
                <Icon name="check" size="small" />
              </span>
            </Show>
          </button>
        )}
      </For>
    </Flyout>
  );
};
