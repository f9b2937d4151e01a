import { onCleanup } from 'solid-js';
import type { EscapeStack } from './escape-stack.ts';
import { isApple } from './key-names.ts';
import { matchesKeys } from './matches-keys.ts';
import { type AppShortcut, SHORTCUTS } from './shortcuts.ts';

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('textarea, select, input:not([type="checkbox"], [type="radio"])'));

/** Handles the app-wide shortcuts of the table, and Escape. What a view has handled itself is left alone. */
export const createShortcuts = (acts: Readonly<Record<AppShortcut, () => void>>, modes: EscapeStack): void => {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    // The browser closes the topmost of these itself, and what lies below them must not act.
    if (document.querySelector('dialog:modal, :popover-open') !== null) return;
    if (event.key === 'Escape') {
      if (modes.leave()) event.preventDefault();
      return;
    }
    for (const shortcut of SHORTCUTS) {
      if (!('id' in shortcut) || !shortcut.keys.some((keys) => matchesKeys(keys, event, isApple()))) continue;
      const isPlain = shortcut.keys.every((keys) => !/^(?:Mod|Alt)\+/.test(keys));
      if (isPlain && isWriting(event.target)) continue;
      event.preventDefault();
      acts[shortcut.id]();
      return;
    }
  };
  document.addEventListener('keydown', onKeyDown);
  onCleanup(() => document.removeEventListener('keydown', onKeyDown));
};
