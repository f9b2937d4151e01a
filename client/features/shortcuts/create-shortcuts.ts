import { onCleanup } from 'solid-js';
import type { EscapeStack } from './escape-stack.ts';
import { isApple, matchesKeys } from './matches-keys.ts';

/** The keys of the shortcuts that work everywhere, as `matchesKeys` reads them; the words for them load with the sheet. */
export const APP_SHORTCUTS = {
  switch: ['Mod+K'],
  previous: ['Alt+ArrowUp'],
  next: ['Alt+ArrowDown'],
  'next-unread': ['Mod+Shift+U'],
  new: ['Mod+Shift+O'],
  mute: ['Mod+Shift+M'],
  number: ['Mod+1', 'Mod+2', 'Mod+3', 'Mod+4', 'Mod+5', 'Mod+6', 'Mod+7', 'Mod+8', 'Mod+9'],
  search: ['Mod+Shift+F'],
  sheet: ['?'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** While the field has the focus; the composer handles them. */
export const COMPOSER_SHORTCUTS = { emoji: ['Mod+Shift+E'], attach: ['Mod+Shift+A'] } as const;

export type AppShortcut = keyof typeof APP_SHORTCUTS;

const APP_SHORTCUT_ENTRIES = Object.entries(APP_SHORTCUTS) as readonly [AppShortcut, readonly string[]][];

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('textarea, select, input:not([type="checkbox"], [type="radio"])'));

/** Handles the app-wide shortcuts, each with the keys pressed, and Escape. What a view has handled itself is left alone. */
export const createShortcuts = (
  acts: Readonly<Record<AppShortcut, (keys: string) => void>>,
  modes: EscapeStack,
): void => {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    // The browser closes the topmost of these itself, and what lies below them must not act.
    if (document.querySelector('dialog:modal, :popover-open') !== null) return;
    if (event.key === 'Escape') {
      if (modes.leave()) event.preventDefault();
      return;
    }
    for (const [id, allKeys] of APP_SHORTCUT_ENTRIES) {
      const pressed = allKeys.find((keys) => matchesKeys(keys, event, isApple()));
      if (pressed === undefined) continue;
      const isPlain = allKeys.every((keys) => !/^(?:Mod|Alt)\+/.test(keys));
      // A press on a message may have moved on to the field.
      if (isPlain && (isWriting(event.target) || isWriting(document.activeElement))) continue;
      event.preventDefault();
      acts[id](pressed);
      return;
    }
  };
  document.addEventListener('keydown', onKeyDown);
  onCleanup(() => document.removeEventListener('keydown', onKeyDown));
};
