/** What the notification of a conversation carries, for clicks and for open pages. */
export interface PushedData {
  readonly id: string;
  readonly seq: number;
  readonly mention: boolean;
  readonly mentions: number;
  /** Where the message stands; absent when the push did not say. */
  readonly chapter?: number | undefined;
  /** The account it was for. */
  readonly account?: number | undefined;
}

export interface OpenTab {
  readonly focused: boolean;
  readonly visible: boolean;
}

/** What a click does. */
export type Lead =
  | { readonly kind: 'none' }
  | { readonly kind: 'read' }
  /** Brings the tab at this place of the list forward. */
  | { readonly kind: 'tab'; readonly at: number }
  | { readonly kind: 'window'; readonly path: string };

/** Where in the app the message is; a conversation alone opens at the place where reading ended. */
export const pathOfPushed = (conversation: string, { id, chapter }: Partial<PushedData>): string =>
  chapter === undefined || id === undefined || id === ''
    ? `/c/${conversation}`
    : `/c/${conversation}?m=${chapter}.${id}`;

/** Decides where a click leads: to one window, whatever is open. */
export const leadOf = (tag: string, action: string, data: Partial<PushedData>, tabs: readonly OpenTab[]): Lead => {
  // Others, as the one for trying, lead nowhere.
  if (!/^[dg]-/.test(tag)) return tag === 'skerry' ? tabLead(tabs, '/') : { kind: 'none' };
  return action === 'read' ? { kind: 'read' } : tabLead(tabs, pathOfPushed(tag, data));
};

const tabLead = (tabs: readonly OpenTab[], path: string): Lead => {
  const focused = tabs.findIndex((one) => one.focused);
  const visible = tabs.findIndex((one) => one.visible);
  const at = focused >= 0 ? focused : visible >= 0 ? visible : tabs.length > 0 ? 0 : -1;
  return at < 0 ? { kind: 'window', path } : { kind: 'tab', at };
};
