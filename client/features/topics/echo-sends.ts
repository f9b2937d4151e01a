import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { CommandName, Commands } from '../../channel/commands.ts';
import type { Person } from '../../channel/person.ts';
import type { Channel } from '../../channel/protocol.ts';
import type { MessageEntry, TimelineEntry } from '../../channel/timeline-view.ts';
import { echoEntry } from './echo-entry.ts';

/** Where a message just sent can be seen: the timeline, and the thread it belongs to. */
export interface EchoPlace {
  readonly entries: readonly TimelineEntry[];
  readonly belongs: (body: Commands['send']['in']['body']) => boolean;
  /** Shows an entry at the end until the replica's own of the same key comes; returns a function that removes it. */
  readonly echo: (entry: MessageEntry) => () => void;
}

const isSend = (name: CommandName, input: unknown): input is Commands['send']['in'] =>
  name === 'send' && input !== undefined;

/**
 * A channel whose sent messages stand on the screen at once. The replica's answer takes a few milliseconds, but after a
 * key press browsers let a frame pass before they deliver what a worker says.
 */
export const echoSends = (
  channel: Channel,
  id: ConversationId,
  me: () => Person,
  places: Iterable<EchoPlace>,
): Channel => {
  const find = (messageId: string): MessageEntry | undefined => {
    for (const { entries } of places) {
      const found = entries.findLast((entry) => entry.key === messageId);
      if (found?.kind === 'message') return found;
    }
    return undefined;
  };
  const show = (sent: Commands['send']['in']): readonly (() => void)[] => {
    const at = Date.now();
    return [...places]
      .filter((place) => place.belongs(sent.body))
      .map((place) => place.echo(echoEntry(sent, me(), at, place.entries.at(-1), find)));
  };
  return {
    subscribe: channel.subscribe,
    call: (name, input) => {
      const drops = isSend(name, input) && input.conversationId === id ? show(input) : [];
      const answer = channel.call(name, input);
      // The effect of a command shows before its answer: by now the replica's own entry is there, or never will be.
      if (drops.length > 0)
        void answer.then(() => {
          for (const drop of drops) drop();
        });
      return answer;
    },
  };
};
