import { parseConversationId } from '../../../shared/ids/conversation.ts';
import type { OutboxEntry } from '../../channel/projections.ts';
import type { Directory } from '../directory.ts';
import type { Changes } from '../outbox/changes.ts';
import { type CommandKindDeps, knownCommand } from '../outbox/command-kinds.ts';
import { inOrder } from '../outbox/optimistic-state.ts';
import type { ChangeRecord } from '../records.ts';

const CHANGE = 'change/';
/** The change that a list entry stands for; undefined for a command. */
export const changeKey = (key: string): string | undefined =>
  key.startsWith(CHANGE) ? key.slice(CHANGE.length) : undefined;

const kindOfChange = ({ root, key }: ChangeRecord): OutboxEntry['kind'] => {
  if (root === 'pins') return 'pin';
  if (root === 'deletions') return 'remove-message';
  if (root === 'profile') return key === 'picture' ? 'picture' : key === 'topic' ? 'describe' : 'rename';
  return key === 'history' ? 'set-history' : key === 'disappear' ? 'set-disappear' : 'set-right';
};

export interface OutboxEntriesDeps extends CommandKindDeps {
  readonly directory: Directory;
  readonly changes: Changes;
}

/** Requests that wait, or were refused and not seen yet; oldest first. */
export const outboxEntries = (deps: OutboxEntriesDeps): readonly OutboxEntry[] => {
  const { person, command, change } = deps.localState.tables;
  const about = (conversationId: string | undefined): Pick<OutboxEntry, 'conversationId' | 'conversationTitle'> => {
    const id = parseConversationId(conversationId ?? '');
    return { conversationId: id, conversationTitle: id === undefined ? undefined : deps.directory.get(id)?.title };
  };
  const commands = inOrder(command).flatMap(([key, record]): OutboxEntry[] => {
    const shown = knownCommand(record).shown(deps);
    if (shown === undefined) return [];
    return [
      {
        key,
        kind: shown.kind,
        ...about(shown.conversationId),
        who: person.get(shown.about ?? '')?.name ?? shown.name,
        at: record.at,
        state: record.refused === undefined ? 'waiting' : 'refused',
        reason: record.refused,
        // A command under way cannot be withdrawn before its answer.
        mayCancel: record.refused === undefined,
      },
    ];
  });
  const changes = [...change].map(
    ([key, record]): OutboxEntry => ({
      key: CHANGE + key,
      kind: kindOfChange(record),
      ...about(record.conversationId),
      who: undefined,
      at: record.at,
      state: record.refused === undefined ? 'waiting' : 'refused',
      reason: record.refused,
      mayCancel: deps.changes.mayCancel(key),
    }),
  );
  return [...commands, ...changes].sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
};
