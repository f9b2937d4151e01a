import type { MessageKey } from '../../i18n/t.ts';
import './messages.ts';
import { APP_SHORTCUTS, type AppShortcut, COMPOSER_SHORTCUTS } from './create-shortcuts.ts';

/** Where a shortcut works; the headings of the sheet, in its order. */
export const SHORTCUT_GROUPS = ['everywhere', 'list', 'timeline', 'message', 'composer'] as const;
type ShortcutGroup = (typeof SHORTCUT_GROUPS)[number];

export interface Shortcut {
  readonly group: ShortcutGroup;
  /** As `matchesKeys` reads them; any of them does it. `Mod` is Ctrl, on Apple's keyboards ⌘. */
  readonly keys: readonly string[];
  readonly words: MessageKey;
  /** What app-wide ones are handled by (create-shortcuts.ts); the others are handled where they work. */
  readonly id?: AppShortcut;
}

/** Every shortcut there is: the sheet shows this table. */
export const SHORTCUTS = [
  { group: 'everywhere', id: 'switch', keys: APP_SHORTCUTS.switch, words: 'shortcut.switch' },
  { group: 'everywhere', id: 'previous', keys: APP_SHORTCUTS.previous, words: 'shortcut.previous' },
  { group: 'everywhere', id: 'next', keys: APP_SHORTCUTS.next, words: 'shortcut.next' },
  { group: 'everywhere', id: 'next-unread', keys: APP_SHORTCUTS['next-unread'], words: 'shortcut.next-unread' },
  { group: 'everywhere', id: 'number', keys: ['Mod+1…9'], words: 'shortcut.number' },
  { group: 'everywhere', id: 'new', keys: APP_SHORTCUTS.new, words: 'shortcut.new' },
  { group: 'everywhere', id: 'mute', keys: APP_SHORTCUTS.mute, words: 'shortcut.mute' },
  { group: 'everywhere', id: 'search', keys: APP_SHORTCUTS.search, words: 'shortcut.search' },
  { group: 'everywhere', id: 'sheet', keys: APP_SHORTCUTS.sheet, words: 'shortcut.sheet' },
  { group: 'everywhere', keys: ['Escape'], words: 'shortcut.escape' },
  { group: 'everywhere', keys: ['Mod+Z'], words: 'shortcut.undo' },
  { group: 'list', keys: ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'], words: 'shortcut.list.move' },
  { group: 'list', keys: ['Enter'], words: 'shortcut.list.open' },
  { group: 'list', keys: ['A…Z'], words: 'shortcut.list.find' },
  { group: 'list', keys: ['ContextMenu', 'Shift+F10'], words: 'shortcut.list.menu' },
  { group: 'timeline', keys: ['ArrowUp', 'ArrowDown'], words: 'shortcut.timeline.move' },
  { group: 'timeline', keys: ['PageUp', 'PageDown'], words: 'shortcut.timeline.page' },
  { group: 'timeline', keys: ['Home', 'End'], words: 'shortcut.timeline.ends' },
  { group: 'message', keys: ['Enter', 'ContextMenu', 'Shift+F10'], words: 'shortcut.message.menu' },
  { group: 'message', keys: ['R'], words: 'shortcut.message.reply' },
  { group: 'message', keys: ['E'], words: 'shortcut.message.edit' },
  { group: 'message', keys: ['F'], words: 'shortcut.message.forward' },
  { group: 'message', keys: ['C'], words: 'shortcut.message.copy' },
  { group: 'message', keys: ['S'], words: 'shortcut.message.star' },
  { group: 'message', keys: ['Delete'], words: 'shortcut.message.remove' },
  { group: 'message', keys: ['X'], words: 'shortcut.message.select' },
  { group: 'composer', keys: ['Enter', 'Mod+Enter'], words: 'shortcut.composer.send' },
  { group: 'composer', keys: ['Shift+Enter'], words: 'shortcut.composer.line' },
  { group: 'composer', keys: ['ArrowUp'], words: 'shortcut.composer.edit' },
  { group: 'composer', keys: ['Mod+B', 'Mod+I', 'Mod+E', 'Mod+Shift+X'], words: 'shortcut.composer.marks' },
  { group: 'composer', keys: COMPOSER_SHORTCUTS.emoji, words: 'shortcut.composer.emoji' },
  { group: 'composer', keys: COMPOSER_SHORTCUTS.attach, words: 'shortcut.composer.attach' },
  { group: 'composer', keys: ['@'], words: 'shortcut.composer.mention' },
  { group: 'composer', keys: ['Escape'], words: 'shortcut.composer.leave' },
] as const satisfies readonly Shortcut[];
