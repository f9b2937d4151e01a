import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import type { Directory } from '../directory.ts';
import type { LocalState } from '../local-state.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Clock } from '../ports.ts';
import { lostConversations } from './apply-page.ts';

/**
 * With fresh facts: conversations a restored server does not know are made again or given up, and each one that waits
 * to be made has its command, whatever a crash came between.
 */
export const mendConversations = (deps: {
  readonly localState: LocalState;
  readonly directory: Directory;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly me: number;
  readonly onGone: (id: ConversationId) => void;
}): void => {
  const { localState, directory, outbox, clock, me } = deps;
  const { local, command } = localState.tables;
  const lost = lostConversations(localState, me);

  for (const fact of lost.makeAgain) {
    const id = parseConversationId(fact.id);
    const known = id === undefined ? undefined : directory.get(id);
    if (id === undefined || known === undefined) continue;
    void localState.commit([
      { kind: 'fact', key: id, value: undefined },
      {
        kind: 'local',
        key: id,
        value: {
          kind: known.kind === 'group' ? 'group' : 'direct',
          ...(known.kind === 'group' && known.title !== '' ? { name: known.title } : {}),
          people: known.members.filter(({ person }) => person.number !== me).map(({ person }) => person),
          createdAt: known.createdAt,
          state: 'waiting',
        },
      },
    ]);
  }

  for (const fact of lost.gone) {
    const id = parseConversationId(fact.id);
    void localState.commit([
      { kind: 'fact', key: fact.id, value: { ...fact, removedAt: clock.now(), lost: 'unlisted' } },
    ]);
    if (id !== undefined) deps.onGone(id);
  }

  for (const [conversationId, { state }] of local) {
    const isAsked = [...command.values()].some((one) => one.kind === 'create' && one.conversationId === conversationId);
    if (state === 'waiting' && !isAsked) void outbox.add({ kind: 'create', conversationId });
  }
};
