import { parseConversationId } from '../../../shared/ids/conversation.ts';
import type { OutboxEntry } from '../../channel/projections.ts';
import type { Directory } from '../directory.ts';
import { type CommandKindWorld, knownCommand } from '../outbox/command-kinds.ts';
import { inOrder } from '../outbox/outbox.ts';

/** What was asked for and waits, or was refused and not seen yet; the oldest first. */
export const outboxEntries = (world: CommandKindWorld & { readonly directory: Directory }): readonly OutboxEntry[] => {
  const { person, command } = world.holdings.tables;
  return inOrder(command).flatMap(([key, record]): OutboxEntry[] => {
    const shown = knownCommand(record).shown(world);
    if (shown === undefined) return [];
    const id = parseConversationId(shown.conversationId ?? '');
    return [
      {
        key,
        kind: shown.kind,
        conversationId: id,
        conversationTitle: id === undefined ? undefined : world.directory.get(id)?.title,
        who: person.get(shown.about ?? '')?.name ?? shown.name,
        at: record.at,
        state: record.refused === undefined ? 'waiting' : 'refused',
        reason: record.refused,
        // The answer to one under way is awaited before it is taken back.
        mayCancel: record.refused === undefined,
      },
    ];
  });
};
