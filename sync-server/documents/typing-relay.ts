import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { ServerMessage } from '../../shared/protocol/messages.ts';
import type { Timers } from '../timers.ts';

/** Devices hide a typing person after 8 s without news. */
const RENEW_MS = 5_000;
/** A person counts as no longer typing after this long without news: devices repeat their state every 15 s. */
const SILENT_MS = 35_000;
/** A new start within this time after the last one is only sent with the next renewal. */
const AGAIN_MS = 1_000;

export interface Writer {
  readonly userId: UserId;
  readonly number: number;
}

interface Writing {
  readonly id: ConversationId;
  readonly writer: Writer;
  typing: boolean;
  /** As the other people know it. */
  told: boolean;
  heardAt: number;
  begunAt: number;
}

export interface TypingRelayDependencies {
  readonly membersOf: (id: ConversationId) => Promise<{ readonly size: number; keys(): Iterable<UserId> }>;
  /** To all devices of these people that follow their feed. */
  readonly tell: (userIds: Iterable<UserId>, message: ServerMessage) => void;
  /** ms, never set back. */
  readonly monotonic: () => number;
  /** In larger conversations only people who have them open see typing. */
  readonly mostMembers: number;
  readonly timers: Pick<Timers, 'repeat'>;
  readonly onError: (error: unknown) => void;
}

/**
 * Tells members who do not have a conversation open that a person is typing in it. Whatever a device sends, others receive
 * at most two changes a second for one person in one conversation; nothing is stored.
 */
export const createTypingRelay = (deps: TypingRelayDependencies) => {
  const writing = new Map<string, Writing>();

  const tell = async ({ id, writer, told }: Writing): Promise<void> => {
    const members = await deps.membersOf(id);
    if (members.size > deps.mostMembers) return;
    const all = new Set(members.keys());
    if (!all.delete(writer.userId)) return;
    deps.tell(all, { type: 'typing', conversationId: id, number: writer.number, typing: told });
  };
  const say = (one: Writing, typing: boolean): void => {
    one.told = typing;
    tell(one).catch(deps.onError);
  };

  /** Set while a person is typing. */
  let stopRenewing: (() => void) | undefined;
  const renew = (): void => {
    const now = deps.monotonic();
    for (const [key, one] of writing) {
      if (one.typing && one.heardAt + SILENT_MS > now) say(one, true);
      else {
        writing.delete(key);
        if (one.told) say(one, false);
      }
    }
    if (writing.size > 0) return;
    stopRenewing?.();
    stopRenewing = undefined;
  };

  return {
    hear: (id: ConversationId, writer: Writer, typing: boolean): void => {
      const key = `${id}/${writer.number}`;
      const now = deps.monotonic();
      const known = writing.get(key);
      if (known === undefined) {
        if (!typing) return;
        const one: Writing = { id, writer, typing, told: false, heardAt: now, begunAt: now };
        writing.set(key, one);
        stopRenewing ??= deps.timers.repeat(RENEW_MS, renew);
        say(one, true);
        return;
      }
      known.heardAt = now;
      known.typing = typing;
      if (typing === known.told) return;
      if (!typing) say(known, false);
      else if (known.begunAt + AGAIN_MS <= now) {
        known.begunAt = now;
        say(known, true);
      }
    },
    close: (): void => stopRenewing?.(),
  };
};
export type TypingRelay = ReturnType<typeof createTypingRelay>;
