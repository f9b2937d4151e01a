import { For, type JSX } from 'solid-js';
import { Popover } from '../../design/popover.tsx';
import { t } from '../../words/t.ts';
import style from './emoji-picker.module.css';

const COLUMNS = 7;
/** The ones people send most, and some of the sea. */
const EMOJI =
  '😀 😅 😂 🙂 😉 😊 😍 😘 😎 🤔 😴 🙄 😮 😢 😭 😡 🥳 🤗 🤷 🙏 👍 👎 👏 🙌 💪 👋 🤝 ❤️ 💚 💙 ✨ 🔥 🎉 ✅ ❌ ⚠️ ☀️ 🌧️ ❄️ 🌊 ⚓ ⛵ 🐟 🦭 🏝️ ☕ 🍻 🍰 🏠'.split(
    ' ',
  );

/** A small set. Arrow keys move in the grid. */
export const EmojiPicker = (props: {
  readonly anchor: HTMLElement;
  readonly onPick: (emoji: string) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const move = (event: KeyboardEvent): void => {
    const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('button')];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus();
  };
  return (
    <Popover anchor={props.anchor} role="dialog" label={t('composer.emoji')} onClose={props.onClose} onKeyDown={move}>
      <div class={style.grid}>
        <For each={EMOJI}>
          {(emoji) => (
            <button
              type="button"
              onClick={() => {
                props.onClose();
                props.onPick(emoji);
              }}
            >
              {emoji}
            </button>
          )}
        </For>
      </div>
    </Popover>
  );
};
