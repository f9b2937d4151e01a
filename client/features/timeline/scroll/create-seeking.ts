import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { CommandResult } from '../../../channel/commands.ts';
import type { App } from '../../app-context.ts';
import type { Scroll } from './create-scroll.ts';

/** Leads to messages by their time, their seq, or to the first of all. */
export interface Seeking {
  /** To the first message at or after a time, ms since 1970. */
  readonly toTime: (at: number) => Promise<void>;
  readonly toSeq: (seq: number | undefined) => Promise<void>;
  /** Answers the key of the first message that could be had. */
  readonly toBeginning: () => Promise<string>;
}

export const createSeeking = (app: App, conversationId: ConversationId, scroll: Scroll): Seeking => {
  const found = (result: CommandResult<'jumpToTime' | 'jumpToSeq'>): string | undefined => {
    if (result.ok) return result.value.key;
    app.say(t(result.error === 'offline' ? 'jump.offline' : 'jump.unknown'));
    return undefined;
  };
  const toTime = async (at: number): Promise<string | undefined> =>
    found(await scroll.during(app.channel.call('jumpToTime', { conversationId, at })));
  return {
    toTime: async (at) => {
      const key = await toTime(at);
      if (key !== undefined) await scroll.reveal(key, 'top');
    },
    toSeq: async (seq) => {
      if (seq === undefined) return;
      const key = found(await scroll.during(app.channel.call('jumpToSeq', { conversationId, seq })));
      if (key !== undefined) await scroll.reveal(key);
    },
    toBeginning: async () => {
      const key = await toTime(0);
      if (key !== undefined) await scroll.arrived(key);
      return key ?? scroll.rows.layout.rows().find((entry) => entry.kind === 'message')?.key ?? '';
    },
  };
};
