import { onCleanup } from 'solid-js';
import type { EscapeStack } from './escape-stack.ts';
import { isApple, matchesKeys } from './matches-keys.ts';

/** The keys of the shortcuts that work everywhere, as `matchesKeys` reads them; the words for them load with the sheet. */
export const APP_SHORTCUTS = {
  switch: ['Mod+K'],
  previous: ['Alt+ArrowUp'],
  next: ['Alt+ArrowDown'],
  'next-unread': ['Mod+Shift+U'],
  sheet: ['?'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type AppShortcut = keyof typeof APP_SHORTCUTS;

const APP_SHORTCUT_ENTRIES = Object.entries(APP_SHORTCUTS) as readonly [AppShortcut, readonly string[]][];

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('textarea, select, input:not([type="checkbox"], [type="radio"])'));

/** Handles the app-wide shortcuts, and Escape. What a view has handled itself is left alone. */
export const createShortcuts = (acts: Readonly<Record<AppShortcut, () => void>>, modes: EscapeStack): void => {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    // The browser closes the topmost of these itself, and what lies below them must not act.
    if (document.querySelector('dialog:modal, :popover-open') !== null) return;
    if (event.key === 'Escape') {
      if (modes.leave()) event.preventDefault();
      return;
    }
    for (const [id, allKeys] of APP_SHORTCUT_ENTRIES) {
      if (!allKeys.some((keys) => matchesKeys(keys, event, isApple()))) continue;
      const isPlain = allKeys.every((keys) => !/^(?:Mod|Alt)\+/.test(keys));
      if (isPlain && isWriting(event.target)) continue;
      event.preventDefault();
      acts[id]();
      return;
    }
  };
  document.addEventListener('keydown', onKeyDown);
  onCleanup(() => document.removeEventListener('keydown', onKeyDown));
};
