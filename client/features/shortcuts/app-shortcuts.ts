/** The keys of the shortcuts that work everywhere, as `matchesKeys` reads them; the words for them load with the sheet. */
export const APP_SHORTCUTS = {
  switch: ['Mod+K'],
  previous: ['Alt+ArrowUp'],
  next: ['Alt+ArrowDown'],
  'next-unread': ['Mod+Shift+U'],
  sheet: ['?'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type AppShortcut = keyof typeof APP_SHORTCUTS;
