import { For, type JSX, Show } from 'solid-js';
import { Icon, type IconName } from './icon.tsx';
import style from './menu.module.css';
import { Popover } from './popover.tsx';

export interface MenuItem {
  readonly label: string;
  readonly icon: IconName;
  readonly danger?: boolean;
  readonly act: () => void;
}

/** Actions on one thing: arrow keys move, Home and End jump, Escape goes back. `top` stands above them (quick reactions). */
export const Menu = (props: {
  readonly anchor: HTMLElement;
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly onClose: () => void;
  readonly top?: JSX.Element;
}): JSX.Element => {
  const move = (event: KeyboardEvent) => {
    const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('button')];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: buttons.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    buttons[(next + buttons.length) % buttons.length]?.focus();
  };
  return (
    <Popover anchor={props.anchor} role="menu" label={props.label} onClose={props.onClose} onKeyDown={move}>
      <Show when={props.top}>
        <div class={style.top}>{props.top}</div>
      </Show>
      <For each={props.items}>
        {(item) => (
          <button
            type="button"
            role="menuitem"
            class={style.item}
            data-danger={item.danger ? '' : undefined}
            onClick={() => {
              props.onClose();
              item.act();
            }}
          >
            <Icon name={item.icon} />
            {item.label}
          </button>
        )}
      </For>
    </Popover>
  );
};
