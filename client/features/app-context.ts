import { createContext, useContext } from 'solid-js';
import type { CommandName, CommandResult } from '../channel/commands.ts';
import type { ConversationRow } from '../channel/conversation-view.ts';
import type { Connection, Me, Preferences } from '../channel/projections.ts';
import type { Channel } from '../channel/protocol.ts';
import type { Router } from './navigation/create-router.ts';
import type { EscapeStack } from './shortcuts/escape-stack.ts';

/** What a sentence at the foot of the screen offers to do. */
export interface NoticeAction {
  readonly label: string;
  readonly act: () => void;
  /** Until when it can be done, ms since 1970; the sentence goes then. Without it, the usual seconds. */
  readonly until?: number;
}

/** What every signed-in view can reach. */
export interface App {
  readonly channel: Channel;
  readonly router: Router;
  readonly me: () => Me;
  readonly connection: () => Connection | undefined;
  readonly conversations: () => readonly ConversationRow[] | undefined;
  readonly preferences: () => Preferences | undefined;
  /** The modes Escape leaves; views use `createEscape`. */
  readonly escape: EscapeStack;
  /** Opens the sheet of all shortcuts. */
  readonly showShortcuts: () => void;
  /** ms since 1970, moving once a minute: what "today" hangs on. */
  readonly now: () => number;
  /** Says one sentence at the foot of the screen, for some seconds. */
  readonly say: (text: string, action?: NoticeAction) => void;
  /** Says why a command failed; answers whether it was done. */
  readonly done: <C extends CommandName>(result: CommandResult<C>) => result is Extract<CommandResult<C>, { ok: true }>;
}

export const AppContext = createContext<App>();

export const useApp = (): App => {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error('useApp outside AppContext');
  return app;
};
