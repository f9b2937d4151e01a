import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { CommandName, Commands } from '../../channel/commands.ts';
import type { Person } from '../../channel/projections.ts';
import type { Channel } from '../../channel/protocol.ts';
import type { Timeline } from './create-topic.ts';
import { echoEntry } from './echo-entry.ts';

const isSend = (name: CommandName, input: unknown): input is Commands['send']['in'] =>
  name === 'send' && input !== undefined;

/**
 * A channel whose sent messages stand in the timeline at once. The replica's answer takes a few milliseconds, but after
 * a key press browsers let a frame pass before they hand over what a worker says.
 */
export const echoSends = (channel: Channel, id: ConversationId, timeline: Timeline, me: () => Person): Channel => ({
  subscribe: channel.subscribe,
  call: (name, input) => {
    const entry =
      isSend(name, input) && input.conversationId === id
        ? echoEntry(input, me(), Date.now(), timeline.entries.at(-1))
        : undefined;
    const drop = entry === undefined ? undefined : timeline.echo(entry);
    const answer = channel.call(name, input);
    // What a command did is seen before it is answered: by now the replica's own entry stands there, or never will.
    if (drop !== undefined) void answer.then(drop);
    return answer;
  },
});
