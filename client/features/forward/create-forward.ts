import { createSignal } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { makeMessageId, random } from '../../../shared/ids/ulid.ts';
import type { CommandError } from '../../channel/commands.ts';
import type { Person } from '../../channel/person.ts';
import type { Channel } from '../../channel/protocol.ts';
import type { MessageEntry } from '../../channel/timeline-view.ts';

/** A target of forwarding: a conversation, or a person without one yet. */
export type ForwardTarget =
  | { readonly kind: 'conversation'; readonly id: ConversationId }
  | { readonly kind: 'person'; readonly person: Person };

export const targetKey = (target: ForwardTarget): string =>
  target.kind === 'conversation' ? target.id : target.person.userId;

export interface Forward {
  readonly has: (key: string) => boolean;
  readonly count: () => number;
  readonly toggle: (target: ForwardTarget) => void;
  readonly busy: () => boolean;
  /** Answers to how many conversations it was written, or why to none. */
  readonly send: () => Promise<{ readonly done: number } | { readonly error: CommandError }>;
}

export const createForward = (deps: {
  readonly channel: Channel;
  readonly conversationId: ConversationId;
  readonly entries: readonly MessageEntry[];
}): Forward => {
  const { channel, conversationId, entries } = deps;
  const [chosen, setChosen] = createSignal<ReadonlyMap<string, ForwardTarget>>(new Map());
  const [busy, setBusy] = createSignal(false);

  const idOf = async (target: ForwardTarget): Promise<ConversationId | undefined> => {
    if (target.kind === 'conversation') return target.id;
    const result = await channel.call('startDirect', { person: target.person });
    return result.ok ? result.value.conversationId : undefined;
  };
  const send: Forward['send'] = async () => {
    setBusy(true);
    try {
      const ids = (await Promise.all([...chosen().values()].map(idOf))).filter((id) => id !== undefined);
      if (ids.length === 0) return { error: 'failed' };
      const result = await channel.call('forward', {
        conversationId,
        messages: entries.map(({ chapter, messageId }) => ({ chapter, messageId })),
        to: ids.map((id) => ({
          conversationId: id,
          // A moment apart each, so that the ids keep the order too.
          messageIds: entries.map((_, at) => makeMessageId(Date.now() + at, random)),
        })),
      });
      return result.ok ? { done: ids.length } : { error: result.error };
    } finally {
      setBusy(false);
    }
  };
  return {
    has: (key) => chosen().has(key),
    count: () => chosen().size,
    toggle: (target) => {
      const next = new Map(chosen());
      const key = targetKey(target);
      if (!next.delete(key)) next.set(key, target);
      setChosen(next);
    },
    busy,
    send,
  };
};
