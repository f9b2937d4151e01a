import { registerMessages } from '../../i18n/register.ts';

export const SHORTCUTS_SHEET_MESSAGES = registerMessages('shortcuts-sheet', {
  'shortcut.title': 'Keyboard shortcuts',
  'shortcut.group.everywhere': 'Everywhere',
  'shortcut.group.list': 'Conversation list',
  'shortcut.group.timeline': 'Messages',
  'shortcut.group.message': 'Selected message',
  'shortcut.group.composer': 'Writing',
});
